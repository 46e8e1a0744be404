package dev.millrace.pipeline.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.file.Unpack.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final long MUCH = 1_000_000;

    @TempDir
    Path folder;

    private Path from;
    private Path to;
    private Path file;

    @BeforeEach
    void set() throws IOException {
        from = Files.createDirectory(folder.resolve("from"));
        to = Files.createDirectory(folder.resolve("to"));
        file = folder.resolve("archive.tar.gz");
    }

    @Test
    void restoresContentTimeAndWhetherAFileCanBeExecuted() throws Exception {
        Path tool = write(from.resolve("bin/a-tool-ü"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tool, EnumSet.allOf(PosixFilePermission.class));
        Path plain = write(from.resolve("x".repeat(150) + "/plain"), "content");
        FileTime time = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));
        Files.setLastModifiedTime(plain, time);

        Archive archive = pack(new FileTree(from, 100).list(path -> true));
        unpack(MUCH);

        assertThat(archive.files()).isEqualTo(2);
        assertThat(archive.bytes()).isEqualTo(17);
        assertThat(archive.objectBytes()).isEqualTo(Files.size(file));
        assertThat(archive.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
        assertThat(to.resolve("bin/a-tool-ü")).hasContent("#!/bin/sh\n").isExecutable();
        Path restored = to.resolve("x".repeat(150) + "/plain");
        assertThat(restored).hasContent("content");
        assertThat(Files.getPosixFilePermissions(restored)).doesNotContain(PosixFilePermission.OWNER_EXECUTE);
        assertThat(Files.getLastModifiedTime(restored)).isEqualTo(time);
    }

    @Test
    void keepsALinkAsALinkAndNeverWhatItLeadsTo() throws Exception {
        Path secret = write(folder.resolve("secret"), "secret");
        write(from.resolve("kept/real"), "r");
        Files.createSymbolicLink(from.resolve("kept/link"), secret);

        pack(new FileTree(from, 100).below("kept", ""));
        unpack(MUCH);

        assertThat(Files.readSymbolicLink(to.resolve("kept/link"))).isEqualTo(secret);
        assertThat(to.resolve("kept/real")).hasContent("r");
    }

    @Test
    void replacesAFileAndALinkInItsPlaceWithoutWritingThroughIt() throws Exception {
        write(from.resolve("one"), "new");
        write(from.resolve("two"), "new");
        pack(new FileTree(from, 100).list(path -> true));
        Path outside = write(folder.resolve("outside"), "mine");
        write(to.resolve("one"), "old");
        Files.createSymbolicLink(to.resolve("two"), outside);

        unpack(MUCH);

        assertThat(to.resolve("one")).hasContent("new");
        assertThat(to.resolve("two")).hasContent("new").isRegularFile();
        assertThat(Files.isSymbolicLink(to.resolve("two"))).isFalse();
        assertThat(outside).hasContent("mine");
    }

    @Test
    void writesNothingBelowALinkOfTheCheckout() throws Exception {
        write(from.resolve("dist/file"), "new");
        pack(new FileTree(from, 100).list(path -> true));
        Path outside = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(to.resolve("dist"), outside);

        assertThatThrownBy(() -> unpack(MUCH)).isInstanceOf(IOException.class).hasMessageContaining("'dist/file'");

        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void writesNothingBelowALinkOfTheArchive() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("elsewhere"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file));
                var tar = new TarArchiveOutputStream(out)) {
            var link = new TarArchiveEntry("way", (byte) '2');
            link.setLinkName(outside.toString());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            entry(tar, "way/file");
        }

        assertThatThrownBy(() -> unpack(MUCH)).isInstanceOf(IOException.class);

        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesNamesThatLeaveTheFolder() throws Exception {
        for (String name : List.of("../out", "a/../../out", "a//b", "./a")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file));
                    var tar = new TarArchiveOutputStream(out)) {
                entry(tar, name);
            }

            assertThatThrownBy(() -> unpack(MUCH)).as(name).isInstanceOf(IOException.class);
        }
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void refusesMoreFilesOrBytesThanAllowed() throws Exception {
        write(from.resolve("one"), "12345");
        write(from.resolve("two"), "12345");
        List<FoundFile> files = new FileTree(from, 100).list(path -> true);

        assertThat(Archive.pack(files, file, 2, 10, new CompletableFuture<>()).bytes())
                .isEqualTo(10);
        assertThatThrownBy(() -> Archive.pack(files, file, 1, 10, new CompletableFuture<>()))
                .isInstanceOf(FileLimitException.class)
                .hasMessage("it has 2 files, 1 are allowed");
        assertThatThrownBy(() -> Archive.pack(files, file, 2, 9, new CompletableFuture<>()))
                .isInstanceOf(FileLimitException.class)
                .hasMessage("its files have 10 bytes, 9 are allowed");
    }

    @Test
    void unpacksNoMoreThanWasRecorded() throws Exception {
        write(from.resolve("zeros"), "0".repeat(100_000));
        pack(new FileTree(from, 100).list(path -> true));

        assertThatThrownBy(() -> unpack(99_999)).isInstanceOf(IOException.class);
    }

    @Test
    void endsWhenTheJobIsStopped() throws Exception {
        write(from.resolve("zeros"), "0".repeat(100_000));
        List<FoundFile> files = new FileTree(from, 100).list(path -> true);
        CompletableFuture<String> stop = CompletableFuture.completedFuture("stop");

        assertThatThrownBy(() -> Archive.pack(files, file, 10, MUCH, stop)).isInstanceOf(IOException.class);
    }

    @Test
    void listsFilesWithoutLinksAndWithoutGit() throws Exception {
        Path outside = write(folder.resolve("elsewhere/secret"), "secret");
        write(from.resolve("a/b.txt"), "b");
        write(from.resolve("c.txt"), "c");
        write(from.resolve(".git/config"), "g");
        Files.createSymbolicLink(from.resolve("link.txt"), outside);
        Files.createSymbolicLink(from.resolve("folder"), outside.getParent());
        var tree = new FileTree(from, 100);

        assertThat(tree.list(path -> path.endsWith("t") || path.contains("secret") || path.contains("git")))
                .extracting(FoundFile::name)
                .containsExactly("a/b.txt", "c.txt");
        assertThat(tree.below("folder", "")).isEmpty();
        assertThat(tree.below("folder/secret", "")).isEmpty();
        assertThat(tree.below("../elsewhere", "")).isEmpty();
        assertThat(tree.below("missing", "")).isEmpty();
        assertThat(tree.below("a", "in/")).extracting(FoundFile::name).containsExactly("in/a/b.txt");
    }

    @Test
    void doesNotFollowALinkInPlaceOfTheFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), from);

        assertThatThrownBy(() -> new FileTree(link, 10)).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void looksAtALimitedNumberOfFiles() throws Exception {
        for (int i = 0; i < 10; i++) {
            write(from.resolve("f" + i), "");
        }

        assertThatThrownBy(() -> new FileTree(from, 10).list(path -> true)).isInstanceOf(FileLimitException.class);
        assertThat(new FileTree(from, 12).list(path -> true)).hasSize(10);
    }

    private Archive pack(List<FoundFile> files) throws Exception {
        return Archive.pack(files, file, 100, MUCH, new CompletableFuture<>());
    }

    private void unpack(long mostBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Unpack.unpack(in, name -> Optional.of(new Place(to, name)), mostBytes, new CompletableFuture<>());
        }
    }

    private static void entry(TarArchiveOutputStream tar, String name) throws IOException {
        // preserving the name as it is
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(1);
        tar.putArchiveEntry(entry);
        tar.write('x');
        tar.closeArchiveEntry();
    }

    private static Path write(Path path, String content) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }
}

package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.RandomRepository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we read of a commit, compared with git. */
class ContentDifferentialTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void readsWhatGitReads(long seed) throws IOException {
        try (RandomRepository random = RandomRepository.make(folder.resolve("git"), seed)) {
            ObjectId head = random.id("main");

            listsFiles(random, head);
            findsLastCommits(random, head);
            searches(random, head);
            blames(random, head);
            archives(random, head);
        }
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : text.lines().toList();
    }

    private static List<Entry> entries(RandomRepository random, ObjectId head, boolean isRecursive, int page)
            throws IOException {
        List<Entry> entries = new ArrayList<>();
        Optional<String> position = Optional.empty();
        do {
            ListEntries.Page next = ListEntries.of(
                            random.repository(),
                            new ListEntries.Query(head, Optional.empty(), isRecursive, position, page))
                    .orElseThrow();
            assertThat(next.entries()).hasSizeLessThanOrEqualTo(page);
            entries.addAll(next.entries());
            position = next.next();
        } while (position.isPresent());
        return entries;
    }

    private static void listsFiles(RandomRepository random, ObjectId head) throws IOException {
        var git = random.git().configured("core.quotePath", "false");
        for (int page : new int[] {1, 2, 100}) {
            assertThat(entries(random, head, true, page).stream()
                            .map(entry -> "%s blob %s\t%s"
                                    .formatted(entry.modeText(), entry.id().name(), entry.path())))
                    .containsExactlyElementsOf(lines(git.ok("ls-tree", "-r", "main")));
            assertThat(entries(random, head, false, page).stream()
                            .map(entry -> "%s %s %s\t%s"
                                    .formatted(
                                            entry.modeText(),
                                            entry.type(),
                                            entry.id().name(),
                                            entry.path())))
                    .containsExactlyElementsOf(lines(git.ok("ls-tree", "main")));
        }
        assertThat(ListEntries.of(
                                random.repository(),
                                new ListEntries.Query(head, Optional.of("nothing"), true, Optional.empty(), 10))
                        .isPresent())
                .isFalse();
    }

    private static void findsLastCommits(RandomRepository random, ObjectId head) throws IOException {
        List<String> paths =
                entries(random, head, true, 100).stream().map(Entry::path).toList();

        Map<String, ObjectId> last = LastCommits.of(random.repository(), head, paths, Integer.MAX_VALUE);

        for (String path : paths) {
            assertThat(last.get(path).name())
                    .as(path)
                    .isEqualTo(random.git().ok("log", "-1", "--format=%H", "main", "--", path));
        }
    }

    private static void searches(RandomRepository random, ObjectId head) throws IOException {
        for (String pattern : List.of("TODO", "line 1.*TODO$", "[0-9a-f]{8} TODO")) {
            var request = new SearchFiles.Request(
                    head,
                    LinePattern.of(pattern, true),
                    List.of(),
                    PathGlobs.of(List.of("**/*.java", "*.md"), List.of()),
                    List.of(),
                    0,
                    0,
                    10_000,
                    10_000,
                    Optional.empty(),
                    100);

            List<String> found = SearchFiles.of(random.repository(), request).matches().stream()
                    .flatMap(match -> match.lines().stream()
                            .map(line -> "main:%s:%d:%s".formatted(match.path(), line.lineNumber(), line.text())))
                    .toList();

            var run = random.git()
                    .configured("core.quotePath", "false")
                    .run("grep", "-n", "-E", pattern, "main", "--", "*.java", "*.md");
            assertThat(found).containsExactlyElementsOf(lines(run.out().strip()));
        }
    }

    private static void blames(RandomRepository random, ObjectId head) throws IOException {
        for (Entry file : entries(random, head, true, 100)) {
            List<String> ours = BlameFile.of(random.repository(), head, file, List.of(), false).stream()
                    .map(line -> line.commitSha() + " " + line.originalLineNumber())
                    .toList();

            List<String> gits = lines(random.git().ok("blame", "--porcelain", "main", "--", file.path())).stream()
                    .filter(line -> line.matches("[0-9a-f]{40} \\d+ \\d+.*"))
                    .map(line -> String.join(" ", Arrays.copyOf(line.split(" "), 2)))
                    .toList();
            assertThat(ours).as(file.path()).containsExactlyElementsOf(gits);
        }
    }

    private void archives(RandomRepository random, ObjectId head) throws IOException {
        var ours = new ByteArrayOutputStream();
        WriteArchive.to(
                ours, random.repository(), new WriteArchive.Request(head, PathGlobs.ALL, Long.MAX_VALUE, "top/"));

        Path theirs = folder.resolve("git.tar");
        random.git().ok("archive", "--format=tar", "--prefix=top/", "-o", theirs.toString(), "main");
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(ours.toByteArray()));
                InputStream plain = Files.newInputStream(theirs)) {
            assertThat(unpacked(gzip)).isEqualTo(unpacked(plain));
        }
    }

    private static Map<String, String> unpacked(InputStream in) throws IOException {
        Map<String, String> files = new TreeMap<>();
        var tar = new TarArchiveInputStream(in, "UTF-8");
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String content = entry.isDirectory() ? "" : Arrays.hashCode(tar.readAllBytes()) + " " + entry.getSize();
            files.put(
                    entry.getName(),
                    "%o %s %s".formatted(entry.getMode() & 0777, entry.getLastModifiedTime(), content));
        }
        return files;
    }
}

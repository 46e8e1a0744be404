package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.githttp.commit.CommitBodies.Chunk;
import dev.millrace.githttp.commit.CommitBodies.File;
import dev.millrace.githttp.commit.CommitBodies.StreamLine;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentFilesTest {

    @TempDir
    Path folder;

    private final InMemoryRepository git = new InMemoryRepository(new DfsRepositoryDescription("sent"));

    private static File upsert(String path, String content, String mode) {
        return new File(path, content, "upsert", mode);
    }

    private static StreamLine chunk(String content, String text, boolean isLast) {
        return new StreamLine(null, new Chunk(content, CommitLines.base64(text), isLast), null);
    }

    private Map<String, FileChange> receive(List<File> files, StreamLine... lines) throws IOException {
        try (ObjectInserter inserter = git.newObjectInserter()) {
            var sent = new SentFiles(files, inserter, folder, 100);
            Iterator<StreamLine> rest = Arrays.asList(lines).iterator();
            sent.receive(() -> rest.hasNext() ? rest.next() : null);
            inserter.flush();
            return sent.changes();
        }
    }

    private void isRefused(String reason, List<File> files, StreamLine... lines) throws IOException {
        assertThatThrownBy(() -> receive(files, lines))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(reason);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private String text(FileChange change) throws IOException {
        return new String(
                git.open(((FileChange.Upsert) change).id(), Constants.OBJ_BLOB).getBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void joinsThePartsOfAContent() throws IOException {
        Map<String, FileChange> changes = receive(
                List.of(upsert("/a", "1", "100755"), upsert("b", "2", null), upsert("c", "1", null)),
                chunk("1", "one ", false),
                chunk("1", "two ", false),
                chunk("1", "", true),
                chunk("2", "", true));

        assertThat(text(changes.get("a"))).isEqualTo("one two ");
        assertThat(((FileChange.Upsert) changes.get("a")).mode()).isEqualTo(FileMode.EXECUTABLE_FILE);
        assertThat(text(changes.get("b"))).isEmpty();
        assertThat(changes.get("c"))
                .isEqualTo(new FileChange.Upsert(FileMode.REGULAR_FILE, ((FileChange.Upsert) changes.get("a")).id()));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void letsTheLastEntryForAPathDecide() throws IOException {
        Map<String, FileChange> changes = receive(
                List.of(upsert("a", "1", null), new File("a/", "2", "delete", null), upsert("b", "1", null)),
                chunk("1", "x", true),
                chunk("2", "", true));

        assertThat(changes.get("a")).isEqualTo(new FileChange.Delete());
        assertThat(changes).containsOnlyKeys("a", "b");
    }

    @Test
    void readsTheCommitOfASubmodule() throws IOException {
        String id = "1".repeat(40);

        Map<String, FileChange> changes = receive(List.of(upsert("sub", "1", "160000")), chunk("1", id + "\n", true));

        assertThat(changes.get("sub")).isEqualTo(new FileChange.Upsert(FileMode.GITLINK, ObjectId.fromString(id)));
        isRefused("id of its commit", List.of(upsert("sub", "1", "160000")), chunk("1", "main", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "../a", "a/./b", "a/", ".git/config", "a/.GIT/b", "a\0b", "//a"})
    void refusesPaths(String path) throws IOException {
        isRefused("", List.of(upsert(path, "1", null)), chunk("1", "x", true));
    }

    @Test
    void refusesStreamsThatDoNotMatchTheNames() throws IOException {
        List<File> one = List.of(upsert("a", "1", null));
        List<File> two = List.of(upsert("a", "1", null), upsert("b", "2", null));
        isRefused("is missing", one);
        isRefused("incomplete", one, chunk("1", "x", false));
        isRefused("no file", one, chunk("3", "x", true));
        isRefused("one after the other", two, chunk("1", "x", false), chunk("2", "x", true));
        isRefused("one after the other", one, chunk("1", "x", true), chunk("1", "x", true));
        isRefused(
                "larger than the limit of 100",
                one,
                chunk("1", "x".repeat(60), false),
                chunk("1", "x".repeat(60), true));
        isRefused("not Base64", one, new StreamLine(null, new Chunk("1", "!", true), null));
        isRefused("blob_chunk", one, new StreamLine(null, null, new Chunk("1", "", true)));
        isRefused("no file", List.of(new File("a", "2", "delete", null)), chunk("2", "x", true));
    }

    @Test
    void refusesOperationsModesAndSubmodulesThatCouldHarm() throws IOException {
        isRefused("'upsert' or 'delete'", List.of(new File("a", "1", "move", null)));
        isRefused("mode is", List.of(upsert("a", "1", "100600")));
        String evil = "[submodule \"../../x\"]\n\tpath = x\n\turl = https://example.com/x\n";
        isRefused(".gitmodules", List.of(upsert(".gitmodules", "1", null)), chunk("1", evil, true));
        isRefused(".gitmodules", List.of(upsert(".gitmodules", "1", "120000")), chunk("1", "x", true));
    }
}

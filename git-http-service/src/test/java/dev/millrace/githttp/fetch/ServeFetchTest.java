package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.Test;

class ServeFetchTest {

    private static final Set<String> VERSION_2 = Set.of("version=2");

    private final Repository repository = new InMemoryRepository(new DfsRepositoryDescription("test"));
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    @Test
    void tellsTheClientThatItFailedInTheMiddleOfAPack() throws IOException {
        ObjectId broken = commitWithoutItsTree();

        FetchOutcome outcome =
                ServeFetch.serve(repository, VERSION_2, request("want " + broken.name(), "done"), answer);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        FetchOutcome.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(MissingObjectException.class));
        assertThat(text()).contains("packfile").contains("\u0003").endsWith("internal server error");
    }

    @Test
    void tellsTheClientWhichWantItMayNotHave() throws IOException {
        String unknown = "1".repeat(40);

        FetchOutcome outcome = ServeFetch.serve(repository, VERSION_2, request("want " + unknown, "done"), answer);

        assertThat(outcome).isInstanceOf(FetchOutcome.Refused.class);
        assertThat(text()).contains("ERR want " + unknown + " not valid");
    }

    @Test
    void offersWhatItCan() throws IOException {
        ServeFetch.advertise(repository, VERSION_2, answer);

        assertThat(text())
                .startsWith("000dversion 2")
                .contains("ls-refs=unborn")
                .containsPattern("fetch=[a-z -]*shallow")
                .containsPattern("fetch=[a-z -]*filter");
    }

    private ObjectId commitWithoutItsTree() throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(ObjectId.fromString("2".repeat(40)));
            commit.setMessage("broken");
            commit.setAuthor(new PersonIdent("A", "a@example.com", 1_700_000_000_000L, 0));
            commit.setCommitter(commit.getAuthor());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/heads/main");
            update.setNewObjectId(id);
            assertThat(update.update()).isEqualTo(RefUpdate.Result.NEW);
            return id;
        }
    }

    private static byte[] request(String... arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        packets.writeString("command=fetch\n");
        packets.writeDelim();
        for (String argument : arguments) {
            packets.writeString(argument + "\n");
        }
        packets.end();
        return bytes.toByteArray();
    }

    private String text() {
        return answer.toString(StandardCharsets.ISO_8859_1);
    }
}

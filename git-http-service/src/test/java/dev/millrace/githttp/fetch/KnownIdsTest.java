package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.githttp.admission.PackingMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownIdsTest {

    private static final int MANY = 25_000;
    private static final FetchLimits LIMITS = new FetchLimits(100_000, 100_000);

    private final Repository repository = new InMemoryRepository(new DfsRepositoryDescription("test"));
    private ObjectId tip = ObjectId.zeroId();

    @BeforeEach
    void commit() throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(Constants.OBJ_TREE, new byte[0]));
            commit.setAuthor(new PersonIdent("A", "a@example.com"));
            commit.setCommitter(commit.getAuthor());
            tip = inserter.insert(commit);
            inserter.flush();
        }
        RefUpdate update = repository.updateRef("refs/heads/main");
        update.setNewObjectId(tip);
        assertThat(update.update()).isEqualTo(RefUpdate.Result.NEW);
    }

    @Test
    void idsOfTheAttackShareTheirHash() {
        assertThat(CollidingIds.of(MANY).stream().map(ObjectId::hashCode).distinct())
                .hasSize(1);
    }

    @Test
    void aFetchWhoseHavesAreAllUnknownIsAClone() throws IOException { // #9.2
        List<String> lines = new ArrayList<>(List.of("want " + tip.name()));
        CollidingIds.of(10).forEach(id -> lines.add("have " + id.name()));
        List<String> done = new ArrayList<>(lines);
        done.add("done");
        List<String> withKnownHave = new ArrayList<>(done);
        withKnownHave.add(1, "have " + tip.name());

        assertThat(KnownIds.withoutUnknownHaves(repository, request(done)).isClone())
                .isTrue();
        assertThat(KnownIds.withoutUnknownHaves(repository, request(lines)).isClone())
                .isFalse();
        assertThat(KnownIds.withoutUnknownHaves(repository, request(withKnownHave))
                        .packets())
                .isEqualTo(request(withKnownHave).packets());
    }

    @Test
    void jgitSeesOneOfManyHavesThatDoNotExist() throws IOException { // #9.2
        List<String> lines = new ArrayList<>(List.of("want " + tip.name()));
        CollidingIds.of(MANY).forEach(id -> lines.add("have " + id.name()));
        lines.add(MANY / 2, "have " + tip.name());

        FetchRequest known = KnownIds.only(repository, request(lines));

        assertThat(text(known))
                .filteredOn(line -> line.startsWith("have "))
                .hasSize(2)
                .contains("have " + tip.name());
    }

    @Test
    void jgitSeesNoShallowCommitThatDoesNotExist() throws IOException { // #9.2
        List<String> lines = new ArrayList<>(List.of("want " + tip.name(), "shallow " + tip.name()));
        CollidingIds.of(MANY).forEach(id -> lines.add("shallow " + id.name()));

        FetchRequest known = KnownIds.only(repository, request(lines));

        assertThat(text(known))
                .filteredOn(line -> line.startsWith("shallow "))
                .containsExactly("shallow " + tip.name());
    }

    @Test
    void refusesTheFirstWantThatDoesNotExist() throws IOException { // #9.2
        List<String> lines = new ArrayList<>();
        CollidingIds.of(MANY).forEach(id -> lines.add("want " + id.name()));
        FetchRequest request = request(lines);

        assertThatThrownBy(() -> KnownIds.only(repository, request))
                .isInstanceOf(PackProtocolException.class)
                .hasMessage("want %s not valid: there is no such object"
                        .formatted(CollidingIds.of(1).getFirst().name()));
    }

    @Test
    void acknowledgesTheCommonCommitAmongThem() throws IOException {
        List<String> lines = new ArrayList<>(List.of("want " + tip.name()));
        CollidingIds.of(100).forEach(id -> lines.add("have " + id.name()));
        lines.add("have " + tip.name());
        var answer = new ByteArrayOutputStream();

        FetchOutcome outcome = new ServeFetch(Duration.ofSeconds(5))
                .serve(
                        repository,
                        request(lines),
                        new PackingMemory(10_000_000, Duration.ZERO).begin("team", BooleanSupplier::getAsBoolean),
                        answer);

        assertThat(outcome).isInstanceOf(FetchOutcome.PackSent.class);
        assertThat(answer.toString(StandardCharsets.ISO_8859_1))
                .contains("acknowledgments\n", "ACK " + tip.name(), "ready\n", "packfile\n");
    }

    private static FetchRequest request(List<String> arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        packets.writeString("command=fetch");
        packets.writeDelim();
        for (String argument : arguments) {
            packets.writeString(argument + "\n");
        }
        packets.end();
        return FetchRequest.read(Set.of("version=2"), bytes.toByteArray(), LIMITS);
    }

    private static List<String> text(FetchRequest request) {
        return request.packets().stream()
                .filter(packet -> !PacketLineIn.isEnd(packet) && !PacketLineIn.isDelimiter(packet))
                .toList();
    }
}

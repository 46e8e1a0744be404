package dev.millrace.sync;

import static dev.millrace.sync.InstalledTeam.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.HandmadePack;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packs and refs of an upstream that the mirror does not accept, and what it mirrors without them. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class RejectedContentIT {

    @Inject
    GitStorage storage;

    @Inject
    Database database;

    private UpstreamRepository upstream;
    private InstalledTeam team;

    @BeforeEach
    void hostARepository() {
        team = new InstalledTeam(storage, database);
        upstream = team.upstream();
    }

    @Test
    void setsAMirrorAsideWhoseUpstreamSendsPacksThatAnnounceMoreThanTheyHold() {
        var delta = new HandmadePack(2);
        int base = delta.position();
        delta.zeros(HandmadePack.BLOB, 1 << 20).delta(base, HandmadePack.copies(1 << 20, 100));
        // one for the default branch, one for the tag
        FakeForge.next(upstream.fullName, FakeForge.sending(new HandmadePack(0x7ffffff0L).finish()));
        FakeForge.next(upstream.fullName, FakeForge.sending(delta.finish()));
        team.link(State.ACTIVE);
        team.install(Action.CREATED, upstream);

        within(20).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("CREDENTIALS"));

        UUID id = team.mirror(upstream).id();
        assertThat(runErrors(id))
                .anySatisfy(error -> assertThat(error)
                        .contains("refs/heads/main: the pack announces 2147483632 objects, the limit for one pack is ")
                        .contains("refs/tags/v1: a delta of ")
                        .contains("with a result of 104857600 bytes needs "));
        byte[] tree = new HandmadePack(1).zeros(HandmadePack.TREE, 1 << 20).finish();
        FakeForge.next(upstream.fullName, FakeForge.sending(tree));
        FakeForge.next(upstream.fullName, FakeForge.sending(tree));
        team.hint(upstream, "refs/heads/main", upstream.push("main", "again"));
        within(20)
                .untilAsserted(() -> assertThat(runErrors(id))
                        .anySatisfy(error -> assertThat(error).contains("a tree of 1048576 bytes")));
        team.hint(upstream, "refs/heads/main", upstream.push("main", "honest again"));
        team.awaitEqual(upstream);
    } // #9.1

    @Test
    void leavesOutARefThatLeadsToMoreThanTheLimitsAllowAndMirrorsTheOthers() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        byte[] tree = new HandmadePack(1).zeros(HandmadePack.TREE, 1 << 20).finish();
        FakeForge.next(upstream.fullName, FakeForge.sending(tree));
        String tip = upstream.push("huge", "a huge tree, as the upstream sends it");

        team.hint(upstream, "refs/heads/huge", tip);

        within(20)
                .untilAsserted(() -> assertThat(runErrors(id))
                        .anySatisfy(error -> assertThat(error)
                                .contains("refs/heads/huge: ")
                                .contains("a tree of 1048576 bytes is larger than the limit of 262144 bytes")));
        team.awaitEqual(upstream);
    } // #9.1

    @Test
    void listsRefsWhoseNamesAreNotUtf8AsFaultsAndMirrorsTheOthers() throws IOException {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        String tip = upstream.commit("of two branches");
        var packed = new ByteArrayOutputStream();
        packed.writeBytes("# pack-refs with: peeled fully-peeled sorted \n".getBytes(StandardCharsets.US_ASCII));
        String line = tip + " refs/heads/caf\u00e9\n";
        packed.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        packed.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
        Files.write(FakeForge.directory(upstream.fullName).resolve("packed-refs"), packed.toByteArray());

        team.hint(upstream, "refs/heads/caf\u00e9", tip);

        within(20)
                .untilAsserted(() -> assertThat(runErrors(id)).contains("refs/heads/caf\\xe9: its name is not UTF-8"));
        assertThat(team.mirrorRefs(upstream))
                .containsEntry("refs/heads/caf\u00e9", tip)
                .containsKeys("refs/heads/main", "refs/tags/v1")
                .noneSatisfy((name, target) -> assertThat(name).contains("not-utf-8"));
    } // #9.19

    private List<String> runErrors(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select error from sync.run where repository_id = :id and error is not null")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }
}

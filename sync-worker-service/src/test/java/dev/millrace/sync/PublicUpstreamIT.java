package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mirrors of upstreams that anyone may read: they are synced on request only, and may be changed here. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class PublicUpstreamIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private AttachedRepository repository;
    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        repository = new AttachedRepository(mirrors);
        upstream = repository.upstream();
    }

    @Test
    void readsAPublicUpstreamOnlyWhenAsked() {
        Instant before = Instant.now();
        FakeForge.open(upstream.fullName());
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
        // what readers of the mirror receive
        assertThat(storage.catalog().find(id).orElseThrow().checkedAt().orElseThrow())
                .isBetween(before.minusMillis(1), Instant.now());
        int calls = FakeForge.calls(upstream.fullName());
        upstream.push("main", "not requested");

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(6))
                .untilAsserted(
                        () -> assertThat(FakeForge.calls(upstream.fullName())).isEqualTo(calls));

        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void keepsWhatWasChangedHereOfAPublicUpstreamAndReportsIt() throws IOException {
        FakeForge.open(upstream.fullName());
        upstream.push("other", "untouched");
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
        String local = commitHere(id, "refs/heads/main");
        move(id, "refs/heads/mine", local);
        upstream.push("main", "diverges");
        String moved = upstream.push("other", "moves on");

        request(id, Optional.empty());

        within(15)
                .untilAsserted(() -> assertThat(mirrors.refs(id))
                        .containsEntry("refs/heads/other", moved)
                        .containsEntry("refs/heads/main", local)
                        .containsEntry("refs/heads/mine", local));
        within(10).untilAsserted(() -> assertThat(kept(id)).containsExactly("refs/heads/main", "refs/heads/mine"));
    }

    @Test
    void asksForALoginWhenAPublicUpstreamTurnsPrivateAndGoesOnWithOne() {
        FakeForge.open(upstream.fullName());
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        upstream.push("main", "behind a door");

        request(id, Optional.empty());

        within(15)
                .untilAsserted(() -> assertThat(
                                upstreams.find(id).flatMap(Upstream::lastError).orElse(""))
                        .contains("authentication needed"));
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.column(id, "mode")).isEqualTo("CREDENTIALS"));
    }

    private String commitHere(UUID id, String ref) throws IOException {
        try (WriteSession session = storage.write(id, RefsMoved.Cause.PUSH, "dev")) {
            Repository written = session.repository();
            ObjectId tip = written.exactRef(ref).getObjectId();
            try (var walk = new RevWalk(written);
                    ObjectInserter inserter = written.newObjectInserter()) {
                var commit = new CommitBuilder();
                commit.setTreeId(walk.parseCommit(tip).getTree());
                commit.setParentId(tip);
                commit.setMessage("changed here");
                commit.setAuthor(new PersonIdent("D", "d@test"));
                commit.setCommitter(new PersonIdent("D", "d@test"));
                ObjectId made = inserter.insert(commit);
                inserter.flush();
                session.update(List.of(RefEdit.set(ref, made)), Optional.empty(), true);
                return made.name();
            }
        }
    }

    private void move(UUID id, String ref, String commit) {
        try (WriteSession session = storage.write(id, RefsMoved.Cause.PUSH, "dev")) {
            session.update(List.of(RefEdit.set(ref, ObjectId.fromString(commit))), Optional.empty(), true);
        }
    }

    private List<String> kept(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select ref from sync.upstream_ref where repository_id = :id and local order by ref")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }
}

package dev.millrace.git.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.write.RefResult.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

/** What a session makes visible, when, and what it leaves behind otherwise. */
class WriteSessionIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

    @Test
    void makesObjectsAndRefsVisibleTogether() throws IOException {
        ObjectId commit;
        UpdateOutcome outcome;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            commit = StorageFixture.commit(session.repository(), "first");
            outcome = session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true);
        }

        assertThat(outcome).isInstanceOfSatisfying(UpdateOutcome.Committed.class, committed -> {
            assertThat(committed.repository().refsVersion()).isEqualTo(1);
            assertThat(committed.repository().packsVersion()).isEqualTo(1);
            assertThat(committed.results()).extracting(RefResult::status).containsExactly(Status.MOVED);
        });
        try (Repository repository = storage.read(id)) {
            assertThat(repository.resolve("HEAD")).isEqualTo(commit);
            assertThat(text(repository, "main:file.txt")).isEqualTo("first");
        }
    }

    @Test
    void leavesNoTraceWhenClosedWithoutAnUpdate() throws IOException {
        ObjectId commit;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            commit = StorageFixture.commit(session.repository(), "never seen");
            assertThat(session.repository().getObjectDatabase().has(commit)).isTrue();
        }

        try (Repository repository = storage.read(id)) {
            assertThat(repository.getObjectDatabase().has(commit)).isFalse();
        }
        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.count("upload_intent", id)).isZero();
        assertThat(fixture.storedFiles(id)).isEmpty();
        assertThat(fixture.scratchFiles()).isEmpty();
    }

    @Test
    void leavesNothingInTheManifestWhenTheUpdateIsRefused() throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), "first");
            var edit = new RefEdit("refs/heads/main", Optional.of(commit), Optional.of(commit), false);

            UpdateOutcome outcome = session.update(List.of(edit), Optional.empty(), true);

            assertThat(outcome).isInstanceOf(UpdateOutcome.Refused.class);
            assertThat(outcome.results()).extracting(RefResult::status).containsExactly(Status.STALE);
        }
        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.count("push", id)).isZero();
        assertThat(fixture.count("ref_log", id)).isZero();
        assertThat(fixture.events(id)).isEmpty();
        try (Repository repository = storage.read(id)) {
            assertThat(repository.exactRef("refs/heads/main")).isNull();
        }
    }

    @Test
    void writesToARepositoryThatAnotherInstanceMovedMeanwhile() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            assertThat(session.repository().resolve("main")).isEqualTo(base);
            ObjectId foreign = StorageFixture.push(storage, id, "refs/heads/main", "foreign", base);
            ObjectId mine = StorageFixture.commit(session.repository(), "mine", base);

            UpdateOutcome forward = session.update(
                    List.of(new RefEdit("refs/heads/main", Optional.empty(), Optional.of(mine), false)),
                    Optional.empty(),
                    true);
            UpdateOutcome forced =
                    session.update(List.of(RefEdit.set("refs/heads/main", mine)), Optional.empty(), true);

            assertThat(forward.results()).extracting(RefResult::status).containsExactly(Status.NOT_FAST_FORWARD);
            assertThat(forced).isInstanceOf(UpdateOutcome.Committed.class);
            assertThat(session.repository().getObjectDatabase().has(foreign)).isTrue();
        }
        assertThat(fixture.events(id, CommitsReached.class).getLast().commits()).hasSize(1);
    }

    @Test
    void refusesToWriteThroughAReader() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (Repository repository = storage.read(id);
                ObjectInserter inserter = repository.newObjectInserter()) {
            assertThatThrownBy(() -> StorageFixture.commit(inserter, "x", base)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> repository.updateRef("refs/heads/x")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void reportsThatARepositoryIsMissing() {
        UUID unknown = UUID.randomUUID();

        assertThatThrownBy(() -> storage.read(unknown)).isInstanceOf(RepositoryMissing.class);
        assertThatThrownBy(() -> StorageFixture.write(storage, unknown)).isInstanceOf(RepositoryMissing.class);
    }

    @Test
    void refusesToMoveRefsOfARepositoryThatWasDeletedMeanwhile() throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), "first");
            storage.catalog().delete(id);

            assertThatThrownBy(() ->
                            session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true))
                    .isInstanceOf(RepositoryMissing.class);
        }
        assertThat(fixture.count("pack", id)).isZero();
    }

    @Test
    void hasThePacksOfASyncLookedAtALittleLater() throws IOException {
        try (WriteSession session = storage.write(id, Cause.SYNC, "sync")) {
            ObjectId commit = StorageFixture.commit(session.repository(), "synced");
            session.update(List.of(RefEdit.set("refs/heads/main", commit)), Optional.empty(), true);
        }
        assertThat(maintenanceDue()).containsExactly(false);

        StorageFixture.push(storage, id, "refs/heads/pushed", "pushed");

        assertThat(maintenanceDue()).containsExactly(true);
    }

    private List<Boolean> maintenanceDue() {
        return fixture.database.inTransaction(tx -> tx.handle()
                .createQuery("select due_at <= now() from git.maintenance where repository_id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .list());
    }

    private static String text(Repository repository, String path) throws IOException {
        return new String(
                repository.open(repository.resolve(path), Constants.OBJ_BLOB).getBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
    }
}

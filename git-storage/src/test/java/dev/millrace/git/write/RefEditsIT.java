package dev.millrace.git.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.write.RefResult.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

/** Which edits of refs a session accepts, alone and in a batch. */
class RefEditsIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

    @Test
    void letsABranchMoveForwardOnlyUnlessForced() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId unrelated = StorageFixture.commit(session.repository(), "unrelated");

            UpdateOutcome refused = session.update(
                    List.of(new RefEdit("refs/heads/main", Optional.empty(), Optional.of(unrelated), false)),
                    Optional.empty(),
                    true);
            UpdateOutcome forced =
                    session.update(List.of(RefEdit.set("refs/heads/main", unrelated)), Optional.empty(), true);

            assertThat(refused.results()).extracting(RefResult::status).containsExactly(Status.NOT_FAST_FORWARD);
            assertThat(forced).isInstanceOf(UpdateOutcome.Committed.class);
            assertThat(session.repository().resolve("main"))
                    .isEqualTo(unrelated)
                    .isNotEqualTo(base);
        }
    }

    @Test
    void commitsTheGoodEditsOfABatchThatIsNotAtomic() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            UpdateOutcome outcome = session.update(
                    List.of(
                            RefEdit.set("refs/heads/good", base),
                            RefEdit.set("refs/heads/missing", ObjectId.fromString("1".repeat(40))),
                            RefEdit.set("refs/heads/main/below", base),
                            new RefEdit("refs/heads/main", Optional.of(ObjectId.zeroId()), Optional.of(base), true),
                            RefEdit.delete("refs/heads/absent")),
                    Optional.empty(),
                    false);

            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
            assertThat(outcome.results())
                    .extracting(RefResult::status)
                    .containsExactly(
                            Status.MOVED, Status.MISSING_OBJECT, Status.NAME_CONFLICT, Status.STALE, Status.UNCHANGED);
        }
        try (Repository repository = storage.read(id)) {
            assertThat(repository.getRefDatabase().getRefsByPrefix("refs/"))
                    .extracting(Ref::getName)
                    .containsExactly("refs/heads/good", "refs/heads/main");
        }
    }

    @Test
    void refusesAllEditsOfAnAtomicBatchForOne() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            UpdateOutcome outcome = session.update(
                    List.of(
                            RefEdit.set("refs/heads/good", base),
                            new RefEdit("refs/heads/main", Optional.of(ObjectId.zeroId()), Optional.of(base), true)),
                    Optional.of("refs/heads/good"),
                    true);

            assertThat(outcome).isInstanceOf(UpdateOutcome.Refused.class);
            assertThat(outcome.results())
                    .extracting(RefResult::status)
                    .containsExactly(Status.ABORTED, Status.STALE, Status.ABORTED);
        }
        try (Repository repository = storage.read(id)) {
            assertThat(repository.exactRef("refs/heads/good")).isNull();
        }
    }

    @Test
    void countsDeletionsOfTheBatchWhenNamesConflict() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/a", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            UpdateOutcome outcome = session.update(
                    List.of(RefEdit.set("refs/heads/a/b", base), RefEdit.delete("refs/heads/a")),
                    Optional.empty(),
                    true);

            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        }
        try (WriteSession session = StorageFixture.write(storage, id)) {
            UpdateOutcome outcome = session.update(
                    List.of(RefEdit.set("refs/heads/x", base), RefEdit.set("refs/heads/x/y", base)),
                    Optional.empty(),
                    false);

            assertThat(outcome.results())
                    .extracting(RefResult::status)
                    .containsExactly(Status.MOVED, Status.NAME_CONFLICT);
        }
    }

    @Test
    void doesNothingWhenAllIsAsAsked() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        int events = fixture.events(id).size();
        try (WriteSession session = StorageFixture.write(storage, id)) {
            UpdateOutcome outcome =
                    session.update(List.of(RefEdit.set("refs/heads/main", base)), Optional.of("refs/heads/main"), true);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            UpdateOutcome.Unchanged.class,
                            unchanged -> assertThat(unchanged.repository().refsVersion())
                                    .isEqualTo(1));
        }
        assertThat(fixture.events(id)).hasSize(events);
    }

    @Test
    void pointsHeadToABranchThatDoesNotExistYet() {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            UpdateOutcome outcome = session.update(List.of(), Optional.of("refs/heads/trunk"), true);

            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
        }
        assertThat(storage.catalog().find(id).orElseThrow().head()).isEqualTo("refs/heads/trunk");
        try (Repository repository = storage.read(id)) {
            assertThat(repository.getRefDatabase().getRefsByPrefix("")).isEmpty();
            assertThat(repository.exactRef("HEAD").getTarget().getName()).isEqualTo("refs/heads/trunk");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void detachesHead() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            session.update(List.of(), Optional.of(base.name()), true);
        }

        assertThat(storage.catalog().find(id).orElseThrow().head()).isEqualTo(base.name());
        try (Repository repository = storage.read(id)) {
            assertThat(repository.exactRef("HEAD").isSymbolic()).isFalse();
            assertThat(repository.resolve("HEAD")).isEqualTo(base);
        }
    }

    @Test
    void refusesARefNameThatIsTooLong() throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), "first");

            UpdateOutcome outcome = session.update(
                    List.of(RefEdit.set("refs/heads/" + "x".repeat(1_100), commit)), Optional.empty(), true);

            assertThat(outcome.results()).extracting(RefResult::status).containsExactly(Status.INVALID_NAME);
        }
    }

    @Test
    void refusesABatchThatNamesARefTwice() {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            assertThatThrownBy(() -> session.update(
                            List.of(RefEdit.delete("refs/heads/a"), RefEdit.delete("refs/heads/a")),
                            Optional.empty(),
                            true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesABranchThatPointsToATag() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId tag = StorageFixture.tag(session.repository(), "v1", base);

            UpdateOutcome outcome = session.update(
                    List.of(RefEdit.set("refs/heads/tagged", tag), RefEdit.set("refs/tags/v1", tag)),
                    Optional.empty(),
                    false);

            assertThat(outcome.results())
                    .extracting(RefResult::status)
                    .containsExactly(Status.MISSING_OBJECT, Status.MOVED);
        }
        try (Repository repository = storage.read(id)) {
            Ref tag = repository.exactRef("refs/tags/v1");
            assertThat(tag.isPeeled()).isTrue();
            assertThat(tag.getPeeledObjectId()).isEqualTo(base);
        }
    }
}

package dev.millrace.git.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.write.RefResult.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

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
    void reportsMovedRefsAndReachedCommits() throws IOException {
        ObjectId first;
        ObjectId second;
        try (WriteSession session = storage.write(id, Cause.SYNC, "sync-worker")) {
            first = StorageFixture.commit(session.repository(), "first\n\nbody");
            second = StorageFixture.commit(session.repository(), "second", first);
            session.update(
                    List.of(RefEdit.set("refs/heads/main", second), RefEdit.set("refs/heads/a", first)),
                    Optional.empty(),
                    true);
        }

        StoredRepository stored = storage.catalog().find(id).orElseThrow();
        assertThat(fixture.events(id, RefsMoved.class)).singleElement().satisfies(moved -> {
            assertThat(moved.repository()).isEqualTo(stored.toEvent());
            assertThat(moved.cause()).isEqualTo(Cause.SYNC);
            assertThat(moved.refsVersion()).isEqualTo(1);
            assertThat(moved.moves())
                    .containsExactly(
                            new RefMove("refs/heads/a", Optional.empty(), Optional.of(first.name())),
                            new RefMove("refs/heads/main", Optional.empty(), Optional.of(second.name())));
            assertThat(moved.occurredAt()).isEqualTo(StorageFixture.NOON);
        });
        assertThat(fixture.events(id, CommitsReached.class)).singleElement().satisfies(reached -> {
            assertThat(reached.branch()).isEqualTo("refs/heads/main");
            assertThat(reached.head()).isEqualTo(second.name());
            assertThat(reached.commits())
                    .extracting(ReachedCommit::id)
                    .containsExactlyInAnyOrder(second.name(), first.name());
            assertThat(reached.commits())
                    .filteredOn(commit -> commit.id().equals(first.name()))
                    .singleElement()
                    .isEqualTo(new ReachedCommit(
                            first.name(),
                            List.of(),
                            "first",
                            "Ada",
                            "ada@example.org",
                            StorageFixture.NOON,
                            StorageFixture.NOON.plusSeconds(60)));
        });
    }

    @Test
    void reportsTheCoAuthorsThatACommitNames() throws IOException {
        String trailers = "Co-authored-by: Robin <robin@agents.example>\nco-authored-by: Eve <eve@example.org>\n";
        push("refs/heads/main", "title\n\nbody\n\nCo-authored-by: Not <in@the.end>\n\n" + trailers);

        assertThat(fixture.events(id, CommitsReached.class).getLast().commits())
                .singleElement()
                .satisfies(commit -> assertThat(commit.coAuthors())
                        .containsExactly("Robin <robin@agents.example>", "Eve <eve@example.org>"));
    } // #9.29

    @Test
    void reportsOnlyCommitsThatTheDefaultBranchDidNotHave() throws IOException {
        ObjectId base = push("refs/heads/main", "base");
        ObjectId side = push("refs/heads/side", "side", base);
        int before = fixture.events(id, CommitsReached.class).size();

        try (WriteSession session = StorageFixture.write(storage, id)) {
            session.update(List.of(), Optional.of("refs/heads/side"), true);
        }

        List<CommitsReached> reached = fixture.events(id, CommitsReached.class);
        assertThat(reached).hasSize(before + 1);
        assertThat(reached.getLast().branch()).isEqualTo("refs/heads/side");
        assertThat(reached.getLast().commits()).extracting(ReachedCommit::id).containsExactly(side.name());
        assertThat(fixture.events(id, RefsMoved.class).getLast().moves())
                .containsExactly(new RefMove("HEAD", Optional.of("refs/heads/main"), Optional.of("refs/heads/side")));
    }

    @Test
    void reportsNoCommitsWhenTheDefaultBranchGoesBack() throws IOException {
        ObjectId base = push("refs/heads/main", "base");
        push("refs/heads/main", "tip", base);
        int before = fixture.events(id, CommitsReached.class).size();

        try (WriteSession session = StorageFixture.write(storage, id)) {
            session.update(List.of(RefEdit.set("refs/heads/main", base)), Optional.empty(), true);
        }

        assertThat(fixture.events(id, CommitsReached.class)).hasSize(before);
    }

    @Test
    void cutsLongListsIntoParts() throws IOException {
        int many = 2_345;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            var edits = new ArrayList<RefEdit>();
            ObjectId tip = ObjectId.zeroId();
            try (ObjectInserter inserter = session.repository().newObjectInserter()) {
                for (int i = 0; i < many; i++) {
                    tip = i == 0
                            ? StorageFixture.commit(inserter, "commit " + i)
                            : StorageFixture.commit(inserter, "commit " + i, tip);
                    edits.add(RefEdit.set("refs/tags/v" + i, tip));
                }
                inserter.flush();
            }
            edits.add(RefEdit.set("refs/heads/main", tip));

            session.update(edits, Optional.empty(), true);
        }

        List<RefsMoved> moved = fixture.events(id, RefsMoved.class);
        assertThat(moved).extracting(RefsMoved::part).containsExactly(0, 1, 2);
        assertThat(moved)
                .flatExtracting(RefsMoved::moves)
                .hasSize(many + 1)
                .isSortedAccordingTo((a, b) -> a.ref().compareTo(b.ref()));
        List<CommitsReached> reached = fixture.events(id, CommitsReached.class);
        assertThat(reached).extracting(CommitsReached::part).containsExactly(0, 1, 2);
        assertThat(reached)
                .flatExtracting(CommitsReached::commits)
                .hasSize(many)
                .doesNotHaveDuplicates();
        assertThat(Stream.concat(moved.stream(), reached.stream()).map(event -> event.eventId()))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsEveryEventSmallEnoughForKafka() throws IOException {
        String longName = "x".repeat(900);
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), "m".repeat(2_000_000));
            var edits = new ArrayList<RefEdit>();
            for (int i = 0; i < 1_500; i++) {
                edits.add(RefEdit.set("refs/tags/" + longName + i, commit));
            }
            edits.add(RefEdit.set("refs/heads/main", commit));

            session.update(edits, Optional.empty(), true);
        }

        long largest = fixture.database.inTransaction(tx -> tx.handle()
                .createQuery("select max(octet_length(value)) from git.outbox where key = :key")
                .bind("key", id.toString())
                .mapTo(Long.class)
                .one());
        assertThat(largest).isLessThan(900_000);
        assertThat(fixture.events(id, RefsMoved.class))
                .flatExtracting(RefsMoved::moves)
                .hasSize(1_501);
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
    void letsABranchMoveForwardOnlyUnlessForced() throws IOException {
        ObjectId base = push("refs/heads/main", "base");
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
        ObjectId base = push("refs/heads/main", "base");
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
        ObjectId base = push("refs/heads/main", "base");
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
        ObjectId base = push("refs/heads/a", "base");
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
        ObjectId base = push("refs/heads/main", "base");
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
        ObjectId base = push("refs/heads/main", "base");
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
    void reportsTheWholeHistoryOnTheFirstImport() throws IOException {
        ObjectId second;
        try (WriteSession session = storage.write(id, Cause.SYNC, "sync")) {
            ObjectId first = StorageFixture.commit(session.repository(), "first");
            second = StorageFixture.commit(session.repository(), "second", first);
            session.update(
                    List.of(RefEdit.set("refs/heads/trunk", second), RefEdit.set("refs/heads/main", first)),
                    Optional.of("refs/heads/trunk"),
                    true);
        }

        assertThat(fixture.events(id, CommitsReached.class)).singleElement().satisfies(reached -> {
            assertThat(reached.branch()).isEqualTo("refs/heads/trunk");
            assertThat(reached.commits())
                    .hasSize(2)
                    .first()
                    .extracting(ReachedCommit::id)
                    .isEqualTo(second.name());
        });
    }

    @Test
    void writesToARepositoryThatAnotherInstanceMovedMeanwhile() throws IOException {
        ObjectId base = push("refs/heads/main", "base");
        try (WriteSession session = StorageFixture.write(storage, id)) {
            assertThat(session.repository().resolve("main")).isEqualTo(base);
            ObjectId foreign = push("refs/heads/main", "foreign", base);
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
        ObjectId base = push("refs/heads/main", "base");
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

    @Test
    void refusesToWriteThroughAReader() throws IOException {
        ObjectId base = push("refs/heads/main", "base");
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

        push("refs/heads/pushed", "pushed");

        assertThat(maintenanceDue()).containsExactly(true);
    }

    private List<Boolean> maintenanceDue() {
        return fixture.database.inTransaction(tx -> tx.handle()
                .createQuery("select due_at <= now() from git.maintenance where repository_id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .list());
    }

    private ObjectId push(String ref, String message, ObjectId... parents) throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId commit = StorageFixture.commit(session.repository(), message, parents);
            session.update(List.of(RefEdit.set(ref, commit)), Optional.empty(), true);
            return commit;
        }
    }

    private static String text(Repository repository, String path) throws IOException {
        return new String(
                repository.open(repository.resolve(path), Constants.OBJ_BLOB).getBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
    }
}

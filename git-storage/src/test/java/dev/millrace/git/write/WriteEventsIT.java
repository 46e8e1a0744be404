package dev.millrace.git.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.StoredRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.Test;

/** Events about the refs that a session moved, and about the commits that the default branch reached by it. */
class WriteEventsIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

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
            assertThat(moved.checkedAt()).isEmpty();
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
        StorageFixture.push(
                storage, id, "refs/heads/main", "title\n\nbody\n\nCo-authored-by: Not <in@the.end>\n\n" + trailers);

        assertThat(fixture.events(id, CommitsReached.class).getLast().commits())
                .singleElement()
                .satisfies(commit -> assertThat(commit.coAuthors())
                        .containsExactly("Robin <robin@agents.example>", "Eve <eve@example.org>"));
    } // #9.29

    @Test
    void reportsOnlyCommitsThatTheDefaultBranchDidNotHave() throws IOException {
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        ObjectId side = StorageFixture.push(storage, id, "refs/heads/side", "side", base);
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
        ObjectId base = StorageFixture.push(storage, id, "refs/heads/main", "base");
        StorageFixture.push(storage, id, "refs/heads/main", "tip", base);
        int before = fixture.events(id, CommitsReached.class).size();

        try (WriteSession session = StorageFixture.write(storage, id)) {
            session.update(List.of(RefEdit.set("refs/heads/main", base)), Optional.empty(), true);
        }

        assertThat(fixture.events(id, CommitsReached.class)).hasSize(before);
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
}

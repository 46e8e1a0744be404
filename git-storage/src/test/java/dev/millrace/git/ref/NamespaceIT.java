package dev.millrace.git.ref;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

class NamespaceIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

    @Test
    void showsAndMovesTheRefsOfOneNamespace() throws IOException {
        ObjectId own = move(RefNamespace.DEFAULT, "refs/heads/main", "own");
        ObjectId other = move(RefNamespace.EPHEMERAL, "refs/heads/main", "other");

        try (Repository ours = read(RefNamespace.DEFAULT);
                Repository theirs = read(RefNamespace.EPHEMERAL)) {
            assertThat(ours.exactRef("refs/heads/main").getObjectId()).isEqualTo(own);
            assertThat(theirs.exactRef("refs/heads/main").getObjectId()).isEqualTo(other);
            assertThat(theirs.exactRef("HEAD").getObjectId()).isEqualTo(other);
            assertThat(names(ours)).containsExactlyInAnyOrder("HEAD", "refs/heads/main");
            assertThat(names(theirs)).containsExactlyInAnyOrder("HEAD", "refs/heads/main");
            assertThat(ours.getRefDatabase().getTipsWithSha1(other)).isEmpty();
            assertThat(ours.exactRef("refs/namespaces/ephemeral/refs/heads/main"))
                    .isNull();
            assertThat(theirs.newObjectReader().has(own)).isTrue();
        }
    }

    @Test
    void keepsWhatOtherNamespacesPointToFromBeingGarbage() throws IOException {
        move(RefNamespace.DEFAULT, "refs/heads/main", "own");
        ObjectId other = move(RefNamespace.EPHEMERAL, "refs/heads/x", "other");

        try (Repository ours = read(RefNamespace.DEFAULT)) {
            assertThat(ours.getRefDatabase().getAdditionalRefs())
                    .singleElement()
                    .returns(other, Ref::getObjectId);
        }
    }

    @Test
    void refusesReservedNamesAndHead() throws IOException {
        ObjectId own = move(RefNamespace.DEFAULT, "refs/heads/main", "own");

        try (WriteSession session = write(RefNamespace.DEFAULT, WriteLimits.NONE)) {
            UpdateOutcome outcome = session.update(
                    List.of(create("refs/namespaces/ephemeral/refs/heads/x", own)), Optional.empty(), true);
            assertThat(outcome.results()).singleElement().returns(RefResult.Status.INVALID_NAME, RefResult::status);
        }
        try (WriteSession session = write(RefNamespace.EPHEMERAL, WriteLimits.NONE)) {
            UpdateOutcome outcome = session.update(List.of(), Optional.of("refs/heads/other"), true);
            assertThat(outcome).isInstanceOf(UpdateOutcome.Refused.class);
        }
    }

    @Test
    void reportsWhereRefsAreStored() throws IOException {
        move(RefNamespace.EPHEMERAL, "refs/heads/x", "other");

        assertThat(fixture.events(id, RefsMoved.class))
                .singleElement()
                .satisfies(moved -> assertThat(moved.moves())
                        .extracting(RefsMoved.RefMove::ref)
                        .containsExactly("refs/namespaces/ephemeral/refs/heads/x"));
    }

    @Test
    void holdsTheLimitOfRefsAgainstManyWritersAtOnce() throws Exception {
        ObjectId tip = move(RefNamespace.DEFAULT, "refs/heads/main", "own");
        var limits = new WriteLimits(Long.MAX_VALUE, 5);
        List<Callable<UpdateOutcome>> writers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String name = "refs/heads/b" + i;
            writers.add(() -> {
                try (WriteSession session = write(RefNamespace.DEFAULT, limits)) {
                    return session.update(List.of(create(name, tip)), Optional.empty(), true);
                }
            });
        }

        List<UpdateOutcome> outcomes;
        try (var threads = Executors.newFixedThreadPool(4)) {
            outcomes = threads.invokeAll(writers).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }

        assertThat(outcomes.stream().filter(UpdateOutcome.Committed.class::isInstance))
                .hasSize(3);
        assertThat(fixture.count("git_ref", id)).isEqualTo(5);
        assertThat(outcomes.stream().flatMap(outcome -> outcome.results().stream()))
                .filteredOn(result -> result.status() == RefResult.Status.OVER_LIMIT)
                .hasSize(9)
                .allSatisfy(result -> assertThat(result.message()).contains("its limit is 5"));
    }

    @Test
    void holdsTheLimitOfBytes() throws IOException {
        move(RefNamespace.DEFAULT, "refs/heads/main", "own");
        try (WriteSession session = write(RefNamespace.DEFAULT, new WriteLimits(10, 100))) {
            assertThat(session.packBytes()).isPositive();
            ObjectId tip = StorageFixture.commit(session.repository(), "more");
            UpdateOutcome outcome = session.update(List.of(create("refs/heads/more", tip)), Optional.empty(), false);
            assertThat(outcome.results()).singleElement().returns(RefResult.Status.OVER_LIMIT, RefResult::status);
        }
        assertThat(fixture.count("pack", id)).isOne();
    }

    private ObjectId move(RefNamespace namespace, String ref, String message) throws IOException {
        try (WriteSession session = write(namespace, WriteLimits.NONE)) {
            ObjectId tip = StorageFixture.commit(session.repository(), message);
            UpdateOutcome outcome = session.update(List.of(create(ref, tip)), Optional.empty(), true);
            assertThat(outcome.results()).singleElement().returns(ref, RefResult::ref);
            assertThat(outcome).isInstanceOf(UpdateOutcome.Committed.class);
            return tip;
        }
    }

    private static RefEdit create(String ref, ObjectId tip) {
        return new RefEdit(ref, Optional.of(ObjectId.zeroId()), Optional.of(tip), false);
    }

    private WriteSession write(RefNamespace namespace, WriteLimits limits) {
        return storage.write(id, Cause.PUSH, "ada", namespace, limits);
    }

    private Repository read(RefNamespace namespace) {
        return storage.read(storage.catalog().find(id).orElseThrow(), namespace);
    }

    private static List<String> names(Repository repository) throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(RefDatabase.ALL).stream()
                .map(Ref::getName)
                .toList();
    }
}

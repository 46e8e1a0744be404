package dev.millrace.pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.CheckRun;
import dev.millrace.forge.CheckRunState;
import dev.millrace.forge.CheckRunTarget;
import dev.millrace.forge.CheckRunUpdate;
import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.NewCheckRun;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.check.CheckRow.Lane;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PublishCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration SPACING = Duration.ofSeconds(1);

    private final List<String> calls = new ArrayList<>();
    private final FakeForge forge = new FakeForge();
    private final PublishCheck publish = new PublishCheck(forge, new FakeJournal(), new SettableClock(NOW));

    @Test
    void notesACreateBeforeItLeavesSoThatALostAnswerIsLookedFor() {
        Instant free = publish.publish(row(Status.QUEUED, Optional.empty(), Optional.empty(), false), SPACING);

        assertThat(calls).containsExactly("note create", "create queued", "note published 7");
        assertThat(free).isEqualTo(NOW.plus(SPACING));
    }

    @Test
    void updatesTheCheckRunOfACreateWhoseAnswerWasLost() {
        forge.known = Optional.of(run("queued"));

        publish.publish(row(Status.IN_PROGRESS, Optional.empty(), Optional.empty(), true), SPACING);

        assertThat(calls).containsExactly("find", "note found 7", "update 7 in_progress", "note published 7");
    }

    @Test
    void createsAgainWhenTheLostCreateIsNotFound() {
        publish.publish(row(Status.QUEUED, Optional.empty(), Optional.empty(), true), SPACING);

        assertThat(calls).containsExactly("find", "note create", "create queued", "note published 7");
    }

    @Test
    void neverMovesACheckRunBackThatIsCompletedAtTheForge() {
        forge.known = Optional.of(run("completed"));

        publish.publish(row(Status.IN_PROGRESS, Optional.empty(), Optional.empty(), true), SPACING);

        assertThat(calls).containsExactly("find", "note found 7", "note published 7");
    }

    @Test
    void neverMovesACheckRunBackThatWasPublishedAsCompleted() {
        publish.publish(row(Status.IN_PROGRESS, Optional.of(Status.COMPLETED), Optional.of(7L), true), SPACING);

        assertThat(calls).containsExactly("note published 7");
    }

    @Test
    void completesACheckRunAgainWithAnotherEnd() {
        publish.publish(row(Status.COMPLETED, Optional.of(Status.COMPLETED), Optional.of(7L), true), SPACING);

        assertThat(calls).containsExactly("update 7 completed", "note published 7");
    }

    @Test
    void setsAsideARowThatCannotBeSentAndFreesTheLane() {
        forge.unsendable = true;

        Instant free = publish.publish(row(Status.QUEUED, Optional.empty(), Optional.empty(), false), SPACING);

        assertThat(calls).containsExactly("note create", "note Refused[error=not a repository]");
        assertThat(free).isEqualTo(NOW);
    }

    @Test
    void notesTheNewNameOfARepositoryThatTheForgeReports() {
        forge.repository = Optional.of("acme/gadgets");

        publish.publish(row(Status.QUEUED, Optional.empty(), Optional.empty(), false), SPACING);
        publish.publish(row(Status.COMPLETED, Optional.empty(), Optional.of(7L), true), SPACING);

        assertThat(calls)
                .containsExactly(
                        "note create",
                        "create queued",
                        "note renamed acme/gadgets",
                        "note published 7",
                        "update 7 completed",
                        "note renamed acme/gadgets",
                        "note published 7");
    }

    private CheckRun run(String status) {
        return new CheckRun(7, "beef", "lint", Optional.of("x"), status, Optional.empty(), forge.repository);
    }

    private static CheckRow row(Status status, Optional<Status> published, Optional<Long> forgeId, boolean createSent) {
        boolean completed = status == Status.COMPLETED;
        var content = new CheckContent(
                status,
                completed ? Optional.of(CheckRunState.Conclusion.SUCCESS) : Optional.empty(),
                "title",
                "summary",
                Optional.empty(),
                status == Status.QUEUED ? Optional.empty() : Optional.of(NOW),
                completed ? Optional.of(NOW) : Optional.empty(),
                Optional.empty());
        return new CheckRow(
                UUID.randomUUID(),
                new Lane("github.com", "9"),
                "acme/widgets",
                "77",
                "lint",
                "beef",
                2,
                content,
                published,
                forgeId,
                createSent,
                0,
                Optional.empty());
    }

    private static String name(CheckRunState state) {
        return switch (state) {
            case CheckRunState.Queued queued -> "queued";
            case CheckRunState.InProgress progress -> "in_progress";
            case CheckRunState.Completed completed -> "completed";
        };
    }

    /** A forge that knows at most one check run, number 7. */
    private final class FakeForge implements CheckRuns {

        private Optional<CheckRun> known = Optional.empty();
        private Optional<String> repository = Optional.empty();
        private boolean unsendable;

        @Override
        public CheckRun create(CheckRunTarget target, NewCheckRun run) {
            if (unsendable) {
                throw new IllegalArgumentException("not a repository");
            }
            calls.add("create " + name(run.state()));
            return run("queued");
        }

        @Override
        public CheckRun update(CheckRunTarget target, long id, CheckRunUpdate update) {
            calls.add("update " + id + " " + name(update.state()));
            return run(name(update.state()));
        }

        @Override
        public Optional<CheckRun> findByExternalId(
                CheckRunTarget target, String headSha, String name, String externalId) {
            calls.add("find");
            return known;
        }
    }

    private final class FakeJournal implements CheckJournal {

        @Override
        public void creating(CheckRow row) {
            calls.add("note create");
        }

        @Override
        public void found(CheckRow row, long forgeId) {
            calls.add("note found " + forgeId);
        }

        @Override
        public boolean published(CheckRow row, long forgeId, Instant now) {
            calls.add("note published " + forgeId);
            return true;
        }

        @Override
        public void renamed(CheckRow row, String repository, Instant now) {
            calls.add("note renamed " + repository);
        }

        @Override
        public void failed(CheckRow row, PublishFailure failure) {
            calls.add("note " + failure);
        }
    }
}

package dev.millrace.pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.CheckRun;
import dev.millrace.forge.CheckRunAction;
import dev.millrace.forge.CheckRunAnnotation;
import dev.millrace.forge.CheckRunOutput;
import dev.millrace.forge.CheckRunState;
import dev.millrace.forge.CheckRunTarget;
import dev.millrace.forge.CheckRunUpdate;
import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.CommitStatus;
import dev.millrace.forge.CommitStatuses;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.NewCheckRun;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.check.CheckRow.Lane;
import dev.millrace.pipeline.report.Annotation;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration SPACING = Duration.ofSeconds(1);

    private final List<String> calls = new ArrayList<>();
    private final FakeForge forge = new FakeForge();
    private final PublishCheck publish =
            new PublishCheck(forge, forge, this::annotations, new FakeJournal(), new SettableClock(NOW));

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

    @Test
    void sendsAnnotationsFiftyAtATimeAndCompletesWithTheLast() {
        CheckRow row = annotated(120, 0, false, Optional.of(7L));

        publish.publish(row, SPACING);
        publish.publish(annotated(120, 50, false, Optional.of(7L)), SPACING);
        publish.publish(annotated(120, 100, false, Optional.of(7L)), SPACING);

        assertThat(calls)
                .containsExactly(
                        "note annotating",
                        "update 7 in_progress with 0 to 49",
                        "note found 7",
                        "note annotated 50",
                        "note annotating",
                        "update 7 in_progress with 50 to 99",
                        "note found 7",
                        "note annotated 100",
                        "note annotating",
                        "update 7 completed with 100 to 119 [rerun-all]",
                        "note published 7");
    }

    @Test
    void goesOnWithTheAnnotationsThatTheForgeLacksWhenAnAnswerWasLost() {
        forge.known = Optional.of(run("in_progress", 100));

        publish.publish(annotated(120, 50, true, Optional.of(7L)), SPACING);

        assertThat(calls)
                .containsExactly(
                        "load 7",
                        "note annotating",
                        "update 7 completed with 100 to 119 [rerun-all]",
                        "note published 7");
    }

    @Test
    void sendsNoAnnotationTwiceWhenTheAnswerToTheLastWasLost() {
        forge.known = Optional.of(run("completed", 120));

        publish.publish(annotated(120, 100, true, Optional.of(7L)), SPACING);

        assertThat(calls).containsExactly("load 7", "update 7 completed [rerun-all]", "note published 7");
    }

    @Test
    void createsACheckRunWithItsFirstAnnotationsWithoutCompletingIt() {
        publish.publish(annotated(60, 0, false, Optional.empty()), SPACING);
        forge.known = Optional.of(run("in_progress", 50));
        publish.publish(created(annotated(60, 0, false, Optional.empty())), SPACING);

        assertThat(calls)
                .containsExactly(
                        "note create",
                        "create in_progress with 0 to 49",
                        "note found 7",
                        "note annotated 50",
                        // the response to the create was lost
                        "find",
                        "note found 7",
                        "note annotating",
                        "update 7 completed with 50 to 59 [rerun-all]",
                        "note published 7");
    }

    @Test
    void completesWithoutAnnotationsThatAreGone() {
        stored = 10;

        publish.publish(annotated(60, 10, false, Optional.of(7L)), SPACING);

        assertThat(calls).containsExactly("update 7 completed [rerun-all]", "note published 7");
    }

    @Test
    void sendsNoAnnotationsBeforeTheEnd() {
        publish.publish(row(Status.IN_PROGRESS, Optional.empty(), Optional.of(7L), true), SPACING);

        assertThat(calls).containsExactly("update 7 in_progress", "note published 7");
    }

    @Test
    void writesACommitStatusFromThenOnWhereTheAppMayNotWriteCheckRuns() {
        forge.refusal = Optional.of("403 Resource not accessible by integration");

        publish.publish(row(Status.QUEUED, Optional.empty(), Optional.empty(), false), SPACING);
        publish.publish(asStatus(Status.COMPLETED, Optional.of(Status.IN_PROGRESS)), SPACING);
        publish.publish(asStatus(Status.IN_PROGRESS, Optional.of(Status.COMPLETED)), SPACING);

        assertThat(calls)
                .containsExactly(
                        "note create",
                        "note ChecksRefused[error=FORBIDDEN (403): 403 Resource not accessible by integration]",
                        "status lint success title",
                        "note published as status",
                        // never back
                        "note published as status");
    }

    @Test
    void parksWhatIsForbiddenForAnotherReason() {
        forge.refusal = Optional.of("403 This installation has been suspended");

        publish.publish(row(Status.QUEUED, Optional.empty(), Optional.empty(), false), SPACING);

        assertThat(calls)
                .containsExactly(
                        "note create", "note Parked[error=FORBIDDEN (403): 403 This installation has been suspended]");
    }

    private int stored = Integer.MAX_VALUE;

    private List<Annotation> annotations(UUID externalId, int from, int limit) {
        return IntStream.range(from, Math.min(stored, from + limit))
                .mapToObj(number -> new Annotation(
                        "a.c", number + 1, number + 1, Annotation.Level.WARNING, "message", Optional.empty()))
                .toList();
    }

    private static CheckRow annotated(int wanted, int sent, boolean unsure, Optional<Long> forgeId) {
        CheckRow row = row(Status.COMPLETED, Optional.of(Status.IN_PROGRESS), forgeId, forgeId.isPresent());
        return with(row, row.createSent(), new CheckRow.Annotated(wanted, sent, unsure), true, false);
    }

    private static CheckRow created(CheckRow row) {
        return with(row, true, row.annotations(), row.ofBuild(), row.asStatus());
    }

    private static CheckRow asStatus(Status status, Optional<Status> published) {
        CheckRow row = row(status, published, Optional.empty(), true);
        return with(row, true, row.annotations(), true, true);
    }

    private static CheckRow with(
            CheckRow row, boolean createSent, CheckRow.Annotated annotated, boolean ofBuild, boolean asStatus) {
        return new CheckRow(
                row.externalId(),
                row.lane(),
                row.repository(),
                row.forgeRepositoryId(),
                row.name(),
                row.headSha(),
                row.version(),
                row.content(),
                row.publishedStatus(),
                row.forgeId(),
                createSent,
                row.failures(),
                annotated,
                ofBuild,
                asStatus,
                row.traceparent());
    }

    private CheckRun run(String status) {
        return run(status, 0);
    }

    private CheckRun run(String status, int annotations) {
        return new CheckRun(
                7, "beef", "lint", Optional.of("x"), status, Optional.empty(), forge.repository, annotations);
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
                CheckRow.Annotated.NONE,
                false,
                false,
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
    private final class FakeForge implements CheckRuns, CommitStatuses {

        private Optional<CheckRun> known = Optional.empty();
        private Optional<String> repository = Optional.empty();
        private boolean unsendable;
        private Optional<String> refusal = Optional.empty();

        @Override
        public CheckRun create(CheckRunTarget target, NewCheckRun run) {
            if (unsendable) {
                throw new IllegalArgumentException("not a repository");
            }
            refusal.ifPresent(reason -> {
                throw ForgeFailure.forbidden(reason);
            });
            calls.add("create " + name(run.state()) + more(run.output(), run.actions()));
            return run("queued");
        }

        @Override
        public CheckRun update(CheckRunTarget target, long id, CheckRunUpdate update) {
            calls.add("update " + id + " " + name(update.state()) + more(update.output(), update.actions()));
            return run(name(update.state()));
        }

        @Override
        public CheckRun load(CheckRunTarget target, long id) {
            calls.add("load " + id);
            return known.orElseThrow();
        }

        @Override
        public void set(CheckRunTarget target, String sha, CommitStatus status) {
            calls.add("status %s %s %s"
                    .formatted(status.context(), status.state().name().toLowerCase(Locale.ROOT), status.description()));
        }

        @Override
        public Optional<CheckRun> findByExternalId(
                CheckRunTarget target, String headSha, String name, String externalId) {
            calls.add("find");
            return known;
        }
    }

    private static String more(Optional<CheckRunOutput> output, List<CheckRunAction> actions) {
        List<CheckRunAnnotation> annotations =
                output.map(CheckRunOutput::annotations).orElse(List.of());
        String lines = annotations.isEmpty()
                ? ""
                : " with %d to %d"
                        .formatted(
                                annotations.getFirst().startLine() - 1,
                                annotations.getLast().startLine() - 1);
        return lines
                + (actions.isEmpty()
                        ? ""
                        : " " + actions.stream().map(CheckRunAction::identifier).toList());
    }

    private final class FakeJournal implements CheckJournal {

        @Override
        public void annotating(CheckRow row) {
            calls.add("note annotating");
        }

        @Override
        public void annotated(CheckRow row, int sent) {
            calls.add("note annotated " + sent);
        }

        @Override
        public void publishedAsStatus(CheckRow row, Instant now) {
            calls.add("note published as status");
        }

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

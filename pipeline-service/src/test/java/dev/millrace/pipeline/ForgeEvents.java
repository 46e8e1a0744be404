package dev.millrace.pipeline;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.CheckRunChanged;
import dev.millrace.events.forge.CheckState;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.events.forge.RefPushed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The events that webhook-ingest would publish about one repository; every call creates a new one. */
public final class ForgeEvents {

    private static final Instant AT = Instant.parse("2026-11-20T09:00:00Z");
    private static final CheckState NO_STATE =
            new CheckState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Actor ADA = new Actor("1", "ada", Actor.Kind.USER);

    private final ForgeRepository repository;
    private final Optional<String> installationId;

    public ForgeEvents(String fullName, String id, String installationId) {
        this(repository(fullName, id, installationId), Optional.of(installationId));
    }

    private ForgeEvents(ForgeRepository repository, Optional<String> installationId) {
        this.repository = repository;
        this.installationId = installationId;
    }

    /** The same repository after its owner was renamed, with events of its own hook, which knows no installation. */
    public ForgeEvents renamed(String fullName) {
        return new ForgeEvents(
                repository(fullName, repository.id(), repository.ownerId().orElseThrow()), Optional.empty());
    }

    private static ForgeRepository repository(String fullName, String id, String ownerId) {
        return new ForgeRepository(
                "github.com",
                id,
                fullName,
                "https://github.com/" + fullName + ".git",
                "main",
                true,
                false,
                Optional.of(ownerId));
    }

    public ChangeUpdated change(Action action, long number, String headSha) {
        return change(action, number, headSha, Optional.empty(), false);
    }

    /** An event of a minute before all the others. */
    public ChangeUpdated earlierChange(Action action, long number, String headSha) {
        return change(action, number, headSha, Optional.empty(), false, AT.minusSeconds(60));
    }

    /** An event of some minutes after all the others. */
    public ChangeUpdated laterChange(Action action, long number, String headSha) {
        return change(action, number, headSha, Optional.empty(), false, AT.plusSeconds(300));
    }

    /** A new comment on a change, a minute after the events of changes, by a person whom the forge calls ada. */
    public CommentChanged comment(long number, String commentId, String body) {
        return comment(number, commentId, body, ADA, CommentChanged.Action.CREATED, CommentChanged.Kind.CHANGE, false);
    }

    /** Any comment on a change. */
    public CommentChanged comment(
            long number,
            String commentId,
            String body,
            Actor author,
            CommentChanged.Action action,
            CommentChanged.Kind kind,
            boolean byApp) {
        return new CommentChanged(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(author),
                action,
                kind,
                number,
                commentId,
                Optional.of(author),
                Optional.of("MEMBER"),
                byApp,
                body,
                false,
                true,
                AT.plusSeconds(60),
                Optional.empty(),
                AT.plusSeconds(60));
    }

    /** An approving review of a change, which saw this commit. */
    public ChangeReviewed approved(long number, String reviewId, String headSha, Actor reviewer) {
        return new ChangeReviewed(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(reviewer),
                ChangeReviewed.Action.SUBMITTED,
                number,
                reviewId,
                Optional.of(reviewer),
                ChangeReviewed.Verdict.APPROVED,
                Optional.empty(),
                Optional.of(headSha),
                Optional.empty(),
                AT.plusSeconds(60));
    }

    public ChangeUpdated merged(long number, String headSha, String mergeCommit) {
        return change(Action.MERGED, number, headSha, Optional.of(mergeCommit), false);
    }

    public ChangeUpdated fromFork(ChangeUpdated change) {
        return change(
                change.action(), change.number(), change.headSha(), change.mergeCommitSha(), true, change.occurredAt());
    }

    public RefPushed push(String ref, Optional<String> before, Optional<String> after) {
        return new RefPushed(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(ADA),
                ref,
                before,
                after,
                false,
                List.of(),
                AT);
    }

    /** A tag that a sync found and the forge did not report. */
    public RefPushed reconciledTag(String name, String after) {
        return RefPushed.reconciled(
                UUID.randomUUID(),
                repository,
                installationId,
                "refs/tags/" + name,
                Optional.empty(),
                Optional.of(after),
                AT);
    }

    /** A change whose base was at this commit when the forge last read it. */
    public ChangeUpdated changeOnto(Action action, long number, String headSha, String baseSha) {
        ChangeUpdated change = change(action, number, headSha);
        return new ChangeUpdated(
                change.eventId(),
                repository,
                installationId,
                change.actor(),
                action,
                number,
                change.title(),
                change.author(),
                false,
                change.baseRef(),
                Optional.of(baseSha),
                change.headRef(),
                headSha,
                false,
                Optional.empty(),
                AT,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                change.webUrl(),
                AT);
    }

    /** A user runs a check again; the App's number is that of {@link Surroundings}. */
    public CheckRunChanged rerequested(String externalId, String headSha, String login) {
        return checkRun(CheckRunChanged.Action.REREQUESTED, externalId, headSha, login, Optional.empty(), "1");
    }

    /** The same for the check of another App. */
    public CheckRunChanged rerequestedOfAnotherApp(String externalId, String headSha) {
        return checkRun(CheckRunChanged.Action.REREQUESTED, externalId, headSha, "grace", Optional.empty(), "15368");
    }

    /** A user uses a button of a check. */
    public CheckRunChanged button(String externalId, String headSha, String login, String identifier) {
        return checkRun(
                CheckRunChanged.Action.REQUESTED_ACTION, externalId, headSha, login, Optional.of(identifier), "1");
    }

    private CheckRunChanged checkRun(
            CheckRunChanged.Action action,
            String externalId,
            String headSha,
            String login,
            Optional<String> button,
            String appId) {
        return new CheckRunChanged(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(new Actor("2", login, Actor.Kind.USER)),
                action,
                "128",
                Optional.of("118"),
                "checks",
                headSha,
                Optional.of(externalId),
                NO_STATE,
                button,
                Optional.of(appId),
                List.of(),
                Instant.now());
    }

    /** A user runs all checks of a commit again, or, with {@code REQUESTED}, GitHub wants checks of a pushed commit. */
    public CheckSuiteChanged suite(CheckSuiteChanged.Action action, String headSha) {
        return suite(action, headSha, Instant.now());
    }

    public CheckSuiteChanged suite(CheckSuiteChanged.Action action, String headSha, Instant at) {
        return new CheckSuiteChanged(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(new Actor("2", "grace", Actor.Kind.USER)),
                action,
                "118",
                headSha,
                Optional.of("main"),
                NO_STATE,
                Optional.of("1"),
                List.of(),
                at);
    }

    /** A merge group with these commits that goes into {@code main}. */
    public MergeGroupChanged mergeGroup(MergeGroupChanged.Action action, String headSha, String baseSha) {
        return new MergeGroupChanged(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.empty(),
                action,
                "refs/heads/gh-readonly-queue/main/pr-7-" + baseSha,
                headSha,
                "refs/heads/main",
                baseSha,
                action == MergeGroupChanged.Action.DESTROYED ? Optional.of("dequeued") : Optional.empty(),
                Instant.now());
    }

    private ChangeUpdated change(
            Action action, long number, String headSha, Optional<String> mergeCommit, boolean fromFork) {
        return change(action, number, headSha, mergeCommit, fromFork, AT);
    }

    private ChangeUpdated change(
            Action action,
            long number,
            String headSha,
            Optional<String> mergeCommit,
            boolean fromFork,
            Instant occurredAt) {
        return new ChangeUpdated(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(ADA),
                action,
                number,
                "A change",
                ADA,
                false,
                "main",
                Optional.of("0".repeat(40)),
                "topic",
                headSha,
                fromFork,
                mergeCommit,
                AT,
                mergeCommit.map(commit -> AT),
                Optional.empty(),
                List.of(),
                "https://github.com/acme/widgets/pull/" + number,
                occurredAt);
    }
}

package dev.millrace.insights.fact;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.forge.ForeignRunChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.events.pipeline.Build;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.fact.BuildStepFact.Stage;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Turns events into facts. Times keep microseconds, the precision of the database, so that a fact is the same before and
 * after it was stored.
 */
@Singleton
public final class RecordFacts {

    private static final Logger LOG = Logger.getLogger(RecordFacts.class);

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final KnownRepositoryStore repositories;
    private final FactStore store;
    private final FlowFactStore flow;
    private final SourceFactStore sources;
    private final ProgressStore progress;

    /** Made by the container. */
    RecordFacts(
            KnownRepositoryStore repositories,
            FactStore store,
            FlowFactStore flow,
            SourceFactStore sources,
            ProgressStore progress) {
        this.repositories = repositories;
        this.store = store;
        this.flow = flow;
        this.sources = sources;
        this.progress = progress;
    }

    /** Adds the content of the event to the facts; events without relevant content are ignored. */
    public void record(Transaction tx, Event event) {
        switch (event) {
            case DeploymentStatusChanged status
            when !isPlausible(status.repository(), status.report()) -> ignore(status);
            case ChangeUpdated change when !isPlausible(change.repository(), change.report()) -> ignore(change);
            case DeploymentStatusChanged status -> {
                boolean added = store.addStatus(tx, status.key(), fact(status));
                advance(tx, status.key(), added, status);
                LOG.infof(
                        "repository=%s deploymentId=%s environment=%s state=%s sha=%s",
                        status.key(), status.deploymentId(), status.environment(), status.state(), status.sha());
            }
            case ChangeUpdated change -> {
                boolean added = store.addChange(tx, change.key(), fact(change));
                boolean moved = moment(change)
                        .filter(moment -> flow.addMoment(tx, change.key(), moment))
                        .isPresent();
                advance(tx, change.key(), added || moved, change);
            }
            case ChangeReviewed review when review.action() == ChangeReviewed.Action.EDITED -> {
                // neither the verdict nor the time changes
            }
            case ChangeReviewed review ->
                advance(tx, review.key(), flow.addReview(tx, review.key(), fact(review)), review);
            case RefPushed push -> {
                boolean touched = sources.addPaths(tx, push.key(), push.commits());
                advance(tx, push.key(), store.addPush(tx, push.key(), fact(push)) || touched, push);
            }
            case ReleaseChanged release -> release(tx, release);
            case ForeignRunChanged run -> run(tx, run, fact(run));
            case RepositoryUpdated updated -> {
                boolean moved =
                        repositories.saveAtForge(tx, updated.key(), fact(updated), micros(updated.occurredAt()));
                advance(tx, updated.key(), moved, updated);
            }
            case CommitsReached reached -> {
                know(tx, reached.repository(), reached);
                int added = store.addCommits(
                        tx,
                        reached.repository().id(),
                        reached.commits().stream().map(RecordFacts::fact).toList());
                advance(tx, reached.repository().id().toString(), added > 0, reached);
            }
            case RefsMoved moved -> recordSeen(tx, moved.repository(), moved);
            case SyncStarted started -> recordSeen(tx, started.repository(), started);
            case SyncSucceeded succeeded -> recordSeen(tx, succeeded.repository(), succeeded);
            case SyncFailed failed -> recordSeen(tx, failed.repository(), failed);
            case BuildQueued queued -> build(tx, queued.build(), Stage.QUEUED, Optional.empty(), queued);
            case BuildStarted started -> build(tx, started.build(), Stage.STARTED, Optional.empty(), started);
            case BuildFinished finished ->
                build(tx, finished.build(), Stage.FINISHED, Optional.of(finished.conclusion()), finished);
            default -> {
                // refs announced, jobs and types that are added later contain nothing that a metric uses
            }
        }
    }

    /** Our own repositories have events of reports only, which webhook-ingest has authorized, and no forge may be called as we are. */
    private static boolean isPlausible(ForgeRepository repository, Optional<EventReport> report) {
        return report.isPresent() == repository.instance().equals(ForgeRepository.OURS);
    }

    private static void ignore(Event event) {
        LOG.warnf(
                "eventId=%s is ignored: a forge sent it for '%s', or a team for a forge", event.eventId(), event.key());
    }

    /** What is not published yet deploys nothing, and what was published stays so. */
    private void release(Transaction tx, ReleaseChanged release) {
        if (!release.draft() && release.publishedAt().isPresent()) {
            var fact = new ReleaseFact(
                    release.releaseId(),
                    storable(release.tag()),
                    release.target().map(RecordFacts::storable),
                    release.prerelease(),
                    micros(release.publishedAt().get()));
            advance(tx, release.key(), sources.addRelease(tx, release.key(), fact), release);
        }
    }

    /** Nothing is derived from a run before it has completed, and there are many reports about each. */
    private void run(Transaction tx, ForeignRunChanged event, RunFact fact) {
        boolean added = sources.addRun(tx, event.key(), fact);
        advance(tx, event.key(), added && sources.hasCompleted(tx, event.key(), fact.runId(), fact.attempt()), event);
    }

    private void recordSeen(Transaction tx, MirroredRepository repository, Event event) {
        know(tx, repository, event);
        advance(tx, repository.id().toString(), false, event);
    }

    private void know(Transaction tx, MirroredRepository repository, Event event) {
        boolean isOther = repositories.save(
                tx,
                new KnownRepository(repository.id(), repository.team(), repository.name(), repository.upstreamKey()),
                micros(event.occurredAt()));
        if (isOther) {
            progress.markDirty(tx, repository.id().toString());
        }
    }

    private void build(Transaction tx, Build build, Stage stage, Optional<Conclusion> conclusion, Event event) {
        boolean added = store.addBuildStep(
                tx,
                build.repositoryId(),
                new BuildStepFact(
                        build.id(),
                        stage,
                        build.pipeline(),
                        build.trigger(),
                        build.sha(),
                        build.changeNumber(),
                        conclusion,
                        micros(event.occurredAt())));
        advance(tx, build.repositoryId().toString(), added, event);
    }

    private void advance(Transaction tx, String scope, boolean changed, Event event) {
        progress.advance(tx, scope, changed, micros(event.occurredAt()));
    }

    static DeploymentStatusFact fact(DeploymentStatusChanged status) {
        return new DeploymentStatusFact(
                status.deploymentId(),
                status.statusId(),
                storable(status.environment()),
                status.state(),
                storable(status.ref()),
                status.sha(),
                micros(status.deploymentCreatedAt()),
                micros(status.occurredAt()));
    }

    static ChangeFact fact(ChangeUpdated change) {
        return new ChangeFact(
                change.number(),
                storable(change.title()),
                change.author().login(),
                change.author().kind() == Actor.Kind.BOT,
                change.baseRef(),
                change.headRef(),
                change.headSha(),
                change.fromFork(),
                change.mergeCommitSha(),
                micros(change.createdAt()),
                change.mergedAt().map(RecordFacts::micros),
                change.closedAt().map(RecordFacts::micros),
                storable(change.labels()),
                change.size().map(size -> new ChangeFact.Size(size.additions() + size.deletions(), size.files())),
                micros(change.occurredAt()));
    }

    static Optional<ChangeMomentFact> moment(ChangeUpdated change) {
        Instant at = micros(change.occurredAt());
        return switch (change.action()) {
            case SYNCHRONIZED -> Optional.of(new ChangeMomentFact(change.number(), ChangeMomentFact.Kind.PUSHED, at));
            case ENQUEUED -> Optional.of(new ChangeMomentFact(change.number(), ChangeMomentFact.Kind.ENQUEUED, at));
            case DEQUEUED -> Optional.of(new ChangeMomentFact(change.number(), ChangeMomentFact.Kind.DEQUEUED, at));
            case OPENED ->
                change.draft()
                        ? Optional.of(new ChangeMomentFact(
                                change.number(), ChangeMomentFact.Kind.DRAFT, micros(change.createdAt())))
                        : Optional.empty();
            case READY_FOR_REVIEW ->
                Optional.of(new ChangeMomentFact(change.number(), ChangeMomentFact.Kind.READY, at));
            case CONVERTED_TO_DRAFT ->
                Optional.of(new ChangeMomentFact(change.number(), ChangeMomentFact.Kind.DRAFT, at));
            default -> Optional.empty();
        };
    }

    static ReviewFact fact(ChangeReviewed review) {
        return new ReviewFact(
                review.reviewId(),
                review.number(),
                review.action(),
                review.reviewer().map(Actor::id).orElse(""),
                review.reviewer().map(Actor::login).orElse(""),
                review.reviewer()
                        .filter(actor -> actor.kind() == Actor.Kind.BOT)
                        .isPresent(),
                review.verdict(),
                micros(review.occurredAt()));
    }

    static PushFact fact(RefPushed push) {
        List<PushedCommit> commits = push.commits().stream()
                .map(commit -> new PushedCommit(
                        commit.id(),
                        storable(commit.title()),
                        commit.authorLogin(),
                        micros(commit.committedAt()),
                        storable(commit.coAuthors())))
                .toList();
        return new PushFact(push.eventId(), push.ref(), push.before(), push.after(), push.forced(), commits);
    }

    static CommitFact fact(ReachedCommit commit) {
        return new CommitFact(
                commit.id(),
                commit.parents(),
                storable(commit.title()),
                storable(commit.authorName()),
                storable(commit.authorEmail()),
                micros(commit.authoredAt()),
                micros(commit.committedAt()),
                storable(commit.coAuthors()));
    }

    static RunFact fact(ForeignRunChanged run) {
        RunFact.Stage stage = run.state()
                .status()
                .map(status -> switch (status) {
                    case COMPLETED -> RunFact.Stage.COMPLETED;
                    case IN_PROGRESS -> RunFact.Stage.RUNNING;
                    case REQUESTED, QUEUED, WAITING, PENDING, UNKNOWN -> RunFact.Stage.WAITING;
                })
                .orElse(RunFact.Stage.WAITING);
        return new RunFact(
                run.runId(),
                run.jobId().orElse(""),
                run.attempt(),
                stage,
                storable(run.workflow().orElse(run.name())),
                run.headSha(),
                run.headBranch().map(RecordFacts::storable),
                stage == RunFact.Stage.COMPLETED ? run.state().conclusion() : Optional.empty(),
                run.startedAt().map(RecordFacts::micros),
                micros(run.occurredAt()));
    }

    private static ForgeRepositoryFact fact(RepositoryUpdated updated) {
        return new ForgeRepositoryFact(
                updated.repository().fullName(),
                updated.repository().defaultBranch(),
                updated.repository().archived(),
                updated.action() == RepositoryUpdated.Action.DELETED);
    }

    /** PostgreSQL text cannot contain NUL, and a commit may. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static List<String> storable(List<String> lines) {
        return lines.stream().map(line -> storable(line).replace('\n', ' ')).toList();
    }

    /** A commit may claim any time; one outside every calendar must not keep out the commits next to it. */
    private static Instant micros(Instant instant) {
        Instant held = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
        return held.truncatedTo(ChronoUnit.MICROS);
    }
}

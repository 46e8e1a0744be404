package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRun;
import dev.millrace.forge.CheckRunAction;
import dev.millrace.forge.CheckRunAnnotation;
import dev.millrace.forge.CheckRunOutput;
import dev.millrace.forge.CheckRunState;
import dev.millrace.forge.CheckRunTarget;
import dev.millrace.forge.CheckRunUpdate;
import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.CommitStatuses;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.NewCheckRun;
import dev.millrace.kit.text.HiddenCharacters;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.report.Annotation;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings one check run at the forge closer to its newest version with one write, and records the result: up to it, unless it has more
 * annotations than the forge takes at once. Then the write that completes it is the last one. The caller owns the
 * lane, so no other worker writes this check run meanwhile.
 */
@Singleton
final class PublishCheck {

    private static final Logger LOG = Logger.getLogger(PublishCheck.class);

    private final CheckRuns checkRuns;
    private final CommitStatuses commitStatuses;
    private final CheckAnnotations annotations;
    private final CheckJournal journal;
    private final Clock clock;

    PublishCheck(
            CheckRuns checkRuns,
            CommitStatuses commitStatuses,
            CheckAnnotations annotations,
            CheckJournal journal,
            Clock clock) {
        this.checkRuns = checkRuns;
        this.commitStatuses = commitStatuses;
        this.annotations = annotations;
        this.journal = journal;
        this.clock = clock;
    }

    /** Publishes, and returns when the lane may be used again. */
    Instant publish(CheckRow row, Duration spacing) {
        try {
            if (row.asStatus()) {
                writeStatus(row);
            } else {
                write(row).ifPresent(forgeId -> published(row, forgeId));
            }
            return clock.instant().plus(spacing);
        } catch (ForgeFailure failure) {
            LOG.warnf(
                    "check run not published: buildId=%s repository=%s check=%s version=%d kind=%s status=%d: %s",
                    row.externalId(),
                    row.repository(),
                    row.name(),
                    row.version(),
                    failure.kind(),
                    failure.status(),
                    failure.getMessage());
            return failed(row, failure, spacing);
        } catch (IllegalArgumentException e) {
            // a row that cannot even be sent must not hold up the lane
            LOG.errorf(e, "check run set aside: buildId=%s repository=%s", row.externalId(), row.repository());
            journal.failed(row, new PublishFailure.Refused(String.valueOf(e.getMessage())));
            return clock.instant();
        }
    }

    private void published(CheckRow row, long forgeId) {
        if (!journal.published(row, forgeId, clock.instant())) {
            LOG.warnf(
                    "check run written late, the newest version is published again: buildId=%s version=%d",
                    row.externalId(), row.version());
        }
        LOG.infof(
                "check run published: buildId=%s repository=%s check=%s status=%s version=%d forgeId=%d",
                row.externalId(), row.repository(), row.name(), row.content().status(), row.version(), forgeId);
    }

    private void writeStatus(CheckRow row) {
        if (!isBehindPublished(row)) {
            commitStatuses.set(target(row), row.headSha(), StatusContent.of(row));
        }
        journal.publishedAsStatus(row, clock.instant());
        LOG.infof(
                "commit status published: buildId=%s repository=%s context=%s status=%s version=%d",
                row.externalId(), row.repository(), row.name(), row.content().status(), row.version());
    }

    /** The forge's number of the check run, which now shows the row's content; empty if more annotations are to be sent. */
    private Optional<Long> write(CheckRow row) {
        Optional<Long> known = row.forgeId();
        int sent = row.annotations().sent();
        if (known.isEmpty() && row.createSent()) {
            Optional<CheckRun> found = checkRuns.findByExternalId(
                    target(row), row.headSha(), row.name(), row.externalId().toString());
            found.ifPresent(run -> journal.found(row, run.id()));
            known = found.map(CheckRun::id);
            sent = found.map(CheckRun::annotationsCount).orElse(0);
            if (found.filter(run -> isBehind(row, run)).isPresent()) {
                return Optional.of(found.get().id());
            }
        }
        if (known.isPresent()) {
            return update(row, known.get(), sent);
        }
        Batch batch = batch(row, sent);
        journal.creating(row);
        CheckRun created = checkRuns.create(target(row), created(row, batch));
        follow(row, created);
        return batch.isLast() ? Optional.of(created.id()) : more(row, created.id(), batch);
    }

    /** Uses the repository's new name from now on: a call by the old one takes three requests. */
    private void follow(CheckRow row, CheckRun written) {
        written.repository().ifPresent(name -> journal.renamed(row, name, clock.instant()));
    }

    /** A completed check run is never moved back. */
    private static boolean isBehind(CheckRow row, CheckRun atForge) {
        return atForge.status().equals("completed") && row.content().status() != Status.COMPLETED;
    }

    private static boolean isBehindPublished(CheckRow row) {
        return isCompletedAtForge(row) && row.content().status() != Status.COMPLETED;
    }

    private static boolean isCompletedAtForge(CheckRow row) {
        return row.publishedStatus().filter(Status.COMPLETED::equals).isPresent();
    }

    private Optional<Long> update(CheckRow row, long forgeId, int known) {
        if (isBehindPublished(row)) {
            return Optional.of(forgeId);
        }
        boolean mustAsk = row.annotations().unsure() && row.content().status() == Status.COMPLETED;
        int sent = mustAsk ? checkRuns.load(target(row), forgeId).annotationsCount() : known;
        Batch batch = batch(row, sent);
        if (!batch.annotations().isEmpty()) {
            journal.annotating(row);
        }
        CheckRunState state = batch.isLast() ? row.content().state() : unfinished(row);
        List<CheckRunAction> actions = batch.isLast() ? CheckButtons.of(row) : List.of();
        CheckRun updated = checkRuns.update(
                target(row), forgeId, new CheckRunUpdate(state, Optional.of(output(row, batch)), actions));
        follow(row, updated);
        return batch.isLast() ? Optional.of(forgeId) : more(row, forgeId, batch);
    }

    private Optional<Long> more(CheckRow row, long forgeId, Batch batch) {
        journal.found(row, forgeId);
        journal.annotated(row, batch.end());
        return Optional.empty();
    }

    /**
     * Annotations of one request.
     *
     * @param end how many the forge has with them
     * @param isLast whether the request also completes the check run
     */
    private record Batch(List<CheckRunAnnotation> annotations, int end, boolean isLast) {}

    private Batch batch(CheckRow row, int sent) {
        int left =
                row.content().status() == Status.COMPLETED ? row.annotations().wanted() - sent : 0;
        if (left <= 0) {
            return new Batch(List.of(), sent, true);
        }
        List<CheckRunAnnotation> next =
                annotations.list(row.externalId(), sent, Math.min(left, CheckRunOutput.MOST_ANNOTATIONS)).stream()
                        .map(PublishCheck::annotation)
                        .toList();
        int end = sent + next.size();
        return new Batch(next, end, next.isEmpty() || end >= row.annotations().wanted());
    }

    private static CheckRunAnnotation annotation(Annotation annotation) {
        var level = switch (annotation.level()) {
            case FAILURE -> CheckRunAnnotation.Level.FAILURE;
            case WARNING -> CheckRunAnnotation.Level.WARNING;
            case NOTICE -> CheckRunAnnotation.Level.NOTICE;
        };
        return new CheckRunAnnotation(
                annotation.path(),
                annotation.startLine(),
                annotation.endLine(),
                level,
                HiddenCharacters.escaped(annotation.message()),
                annotation.title().map(HiddenCharacters::escaped));
    }

    /** The state until the last annotation: not completed, but never moved back either. */
    private static CheckRunState unfinished(CheckRow row) {
        CheckContent content = row.content();
        return isCompletedAtForge(row)
                ? content.state()
                : new CheckRunState.InProgress(content.startedAt().orElseThrow());
    }

    private Instant failed(CheckRow row, ForgeFailure failure, Duration spacing) {
        Instant now = clock.instant();
        String error = "%s (%d): %s".formatted(failure.kind(), failure.status(), failure.getMessage());
        PublishFailure follows = !row.asStatus() && PublishFailure.isMissingPermission(failure)
                ? new PublishFailure.ChecksRefused(error)
                : PublishFailure.of(failure.kind(), error, row.failures(), failure.retryAt(), now);
        journal.failed(row, follows);
        return PublishFailure.laneFreeAt(failure.kind(), follows, now, spacing);
    }

    private static CheckRunTarget target(CheckRow row) {
        return new CheckRunTarget(
                new ForgeInstallation(row.lane().instance(), row.lane().installationId()), row.repository());
    }

    private static NewCheckRun created(CheckRow row, Batch batch) {
        CheckContent content = row.content();
        return new NewCheckRun(
                row.name(),
                row.headSha(),
                row.externalId().toString(),
                content.detailsUrl(),
                batch.isLast() ? content.state() : unfinished(row),
                Optional.of(output(row, batch)),
                batch.isLast() ? CheckButtons.of(row) : List.of());
    }

    private static CheckRunOutput output(CheckRow row, Batch batch) {
        CheckContent content = row.content();
        return new CheckRunOutput(content.title(), content.summary(), content.text(), batch.annotations());
    }
}

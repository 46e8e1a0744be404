package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRun;
import dev.millrace.forge.CheckRunOutput;
import dev.millrace.forge.CheckRunTarget;
import dev.millrace.forge.CheckRunUpdate;
import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.NewCheckRun;
import dev.millrace.pipeline.check.CheckContent.Status;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings one check run at the forge up to its newest version with one write, and records the result. The caller owns the
 * lane, so no other worker writes this check run meanwhile.
 */
@Singleton
final class PublishCheck {

    private static final Logger LOG = Logger.getLogger(PublishCheck.class);

    private final CheckRuns checkRuns;
    private final CheckJournal journal;
    private final Clock clock;

    PublishCheck(CheckRuns checkRuns, CheckJournal journal, Clock clock) {
        this.checkRuns = checkRuns;
        this.journal = journal;
        this.clock = clock;
    }

    /** Publishes, and returns when the lane may be used again. */
    Instant publish(CheckRow row, Duration spacing) {
        try {
            long forgeId = write(row);
            Instant now = clock.instant();
            if (!journal.published(row, forgeId, now)) {
                LOG.warnf(
                        "check run written late, the newest version is published again: buildId=%s version=%d",
                        row.externalId(), row.version());
            }
            LOG.infof(
                    "check run published: buildId=%s repository=%s check=%s status=%s version=%d forgeId=%d",
                    row.externalId(),
                    row.repository(),
                    row.name(),
                    row.content().status(),
                    row.version(),
                    forgeId);
            return now.plus(spacing);
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

    /** The forge's number of the check run, which now shows the row's content. */
    private long write(CheckRow row) {
        Optional<Long> known = row.forgeId();
        if (known.isEmpty() && row.createSent()) {
            Optional<CheckRun> found = checkRuns.findByExternalId(
                    target(row), row.headSha(), row.name(), row.externalId().toString());
            found.ifPresent(run -> journal.found(row, run.id()));
            known = found.map(CheckRun::id);
            if (found.filter(run -> isBehind(row, run)).isPresent()) {
                return found.get().id();
            }
        }
        if (known.isPresent()) {
            return update(row, known.get());
        }
        journal.creating(row);
        CheckRun created = checkRuns.create(target(row), created(row));
        follow(row, created);
        return created.id();
    }

    /** Uses the repository's new name from now on: a call by the old one takes three requests. */
    private void follow(CheckRow row, CheckRun written) {
        written.repository().ifPresent(name -> journal.renamed(row, name, clock.instant()));
    }

    /** A completed check run is never moved back. */
    private static boolean isBehind(CheckRow row, CheckRun atForge) {
        return atForge.status().equals("completed") && row.content().status() != Status.COMPLETED;
    }

    private long update(CheckRow row, long forgeId) {
        var content = row.content();
        boolean isBehind =
                row.publishedStatus().filter(Status.COMPLETED::equals).isPresent()
                        && content.status() != Status.COMPLETED;
        if (!isBehind) {
            follow(
                    row,
                    checkRuns.update(
                            target(row), forgeId, new CheckRunUpdate(content.state(), Optional.of(output(content)))));
        }
        return forgeId;
    }

    private Instant failed(CheckRow row, ForgeFailure failure, Duration spacing) {
        Instant now = clock.instant();
        String error = "%s (%d): %s".formatted(failure.kind(), failure.status(), failure.getMessage());
        PublishFailure follows = PublishFailure.of(failure.kind(), error, row.failures(), failure.retryAt(), now);
        journal.failed(row, follows);
        return PublishFailure.laneFreeAt(failure.kind(), follows, now, spacing);
    }

    private static CheckRunTarget target(CheckRow row) {
        return new CheckRunTarget(
                new ForgeInstallation(row.lane().instance(), row.lane().installationId()), row.repository());
    }

    private static NewCheckRun created(CheckRow row) {
        CheckContent content = row.content();
        return new NewCheckRun(
                row.name(),
                row.headSha(),
                row.externalId().toString(),
                content.detailsUrl(),
                content.state(),
                Optional.of(output(content)));
    }

    private static CheckRunOutput output(CheckContent content) {
        return new CheckRunOutput(content.title(), content.summary(), content.text());
    }
}

package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRun;
import dev.millrace.forge.CheckRunOutput;
import dev.millrace.forge.CheckRunTarget;
import dev.millrace.forge.CheckRunUpdate;
import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.NewCheckRun;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.mirror.MirrorStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings one check run at the forge up to its newest version with one write, and notes what came of it. The caller owns the
 * lane, so nobody else writes this check run meanwhile.
 */
@Singleton
final class PublishCheck {

    private static final Logger LOG = Logger.getLogger(PublishCheck.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int TRIES_OF_A_REFUSED = 3;

    private final CheckRuns checkRuns;
    private final CheckStore store;
    private final MirrorStore mirrors;
    private final Database database;
    private final Clock clock;

    PublishCheck(CheckRuns checkRuns, CheckStore store, MirrorStore mirrors, Database database, Clock clock) {
        this.checkRuns = checkRuns;
        this.store = store;
        this.mirrors = mirrors;
        this.database = database;
        this.clock = clock;
    }

    /** Publishes, and says when the lane may be used again. */
    Instant publish(CheckRow row, Duration spacing) {
        try {
            long forgeId = write(row);
            Instant now = clock.instant();
            if (!database.inTransaction(tx -> store.notePublished(tx, row, forgeId, now))) {
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
            return noteFailure(row, failure, spacing);
        } catch (IllegalArgumentException e) {
            // a row that cannot even be asked about must not hold up the lane
            LOG.errorf(e, "check run set aside: buildId=%s repository=%s", row.externalId(), row.repository());
            database.useTransaction(tx -> store.setAside(tx, row, "refused", String.valueOf(e.getMessage())));
            return clock.instant();
        }
    }

    /** The forge's number of the check run, which now shows the row's content. */
    private long write(CheckRow row) {
        Optional<Long> known = row.forgeId();
        if (known.isEmpty() && row.createSent()) {
            Optional<CheckRun> found = checkRuns.findByExternalId(
                    target(row), row.headSha(), row.name(), row.externalId().toString());
            found.ifPresent(run -> database.useTransaction(tx -> store.noteForgeId(tx, row, run.id())));
            known = found.map(CheckRun::id);
            if (found.filter(run -> isBehind(row, run)).isPresent()) {
                return found.get().id();
            }
        }
        if (known.isPresent()) {
            return update(row, known.get());
        }
        database.useTransaction(tx -> store.noteCreate(tx, row));
        return checkRuns.create(target(row), created(row)).id();
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
            checkRuns.update(target(row), forgeId, new CheckRunUpdate(content.state(), Optional.of(output(content))));
        }
        return forgeId;
    }

    private Instant noteFailure(CheckRow row, ForgeFailure failure, Duration spacing) {
        Instant now = clock.instant();
        String error = "%s (%d): %s".formatted(failure.kind(), failure.status(), failure.getMessage());
        Instant again = now.plus(wait(row.failures()));
        return switch (failure.kind()) {
            case RATE_LIMITED -> {
                Instant retryAt = failure.retryAt().orElse(again);
                database.useTransaction(tx -> store.noteFailure(tx, row, error, retryAt));
                yield retryAt;
            }
            case UNAVAILABLE, AMBIGUOUS, UNEXPECTED -> {
                database.useTransaction(tx -> store.noteFailure(tx, row, error, again));
                yield again;
            }
            // the key is read again at each call, so this heals when somebody corrects it
            case AUTHENTICATION_REFUSED -> {
                database.useTransaction(tx -> store.noteFailure(tx, row, error, now.plus(LONGEST_WAIT)));
                yield now.plus(LONGEST_WAIT);
            }
            case FORBIDDEN -> {
                database.useTransaction(tx -> store.setAside(tx, row, "parked", error));
                yield now.plus(spacing);
            }
            case NOT_FOUND -> {
                resolve(row, error, again);
                yield now.plus(spacing);
            }
            case INVALID -> {
                // a commit may reach the API's replicas later than its event reached us
                if (row.failures() + 1 < TRIES_OF_A_REFUSED) {
                    database.useTransaction(tx -> store.noteFailure(tx, row, error, again));
                } else {
                    database.useTransaction(tx -> store.setAside(tx, row, "refused", error));
                }
                yield now.plus(spacing);
            }
        };
    }

    /** Gone under this name: tried once more under the name that the forge has given it since, then given up. */
    private void resolve(CheckRow row, String error, Instant again) {
        database.useTransaction(tx -> {
            Optional<String> renamed = mirrors.fullName(tx, row.lane().instance() + ":" + row.forgeRepositoryId())
                    .filter(name -> !name.equalsIgnoreCase(row.repository()));
            if (renamed.isPresent()) {
                store.rename(tx, row, renamed.get());
                store.noteFailure(tx, row, error, again);
            } else {
                store.setAside(tx, row, "refused", error);
            }
        });
    }

    private static Duration wait(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures, 6));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private static CheckRunTarget target(CheckRow row) {
        return new CheckRunTarget(row.lane().installationId(), row.repository());
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

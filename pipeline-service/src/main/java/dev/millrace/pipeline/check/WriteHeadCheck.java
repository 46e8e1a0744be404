package dev.millrace.pipeline.check;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.CheckContent.Status;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the check runs of heads should show, which follows from their builds. A completed one is never moved back: if builds
 * begin after it has ended, as in a re-run, the head gets the next check run of the same name, as a build gets with each attempt.
 */
@Singleton
final class WriteHeadCheck {

    private static final Logger LOG = Logger.getLogger(WriteHeadCheck.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    private final Database database;
    private final ChangeHeadStore heads;
    private final CheckStore store;
    private final Checks checks;
    private final Builds builds;
    private final HeadContent content;
    private final Optional<String> name;
    private final Clock clock;

    WriteHeadCheck(
            Database database,
            ChangeHeadStore heads,
            CheckStore store,
            Checks checks,
            Builds builds,
            HeadContent content,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.heads = heads;
        this.store = store;
        this.checks = checks;
        this.builds = builds;
        this.content = content;
        this.name = StableCheckName.of(config);
        this.clock = clock;
    }

    /** Compares the head that is due longest with its builds. One that fails is tried again later, and holds up no other. */
    void writeNext() {
        var taken = new AtomicReference<@Nullable UUID>();
        try {
            database.useTransaction(tx -> heads.takeDue(tx, clock.instant()).ifPresent(due -> {
                taken.set(due.id());
                name.ifPresent(called -> heads.lock(tx, due.place()).ifPresent(head -> write(tx, head, called)));
            }));
        } catch (RuntimeException e) {
            UUID id = taken.get();
            if (id == null) {
                throw e;
            }
            LOG.error("the check run of a head is not written yet", e);
            database.useTransaction(tx -> heads.postpone(tx, id, clock.instant().plus(PAUSE_AFTER_FAILURE)));
        }
    }

    private void write(Transaction tx, ChangeHeadRow head, String called) {
        FileCheck place = head.place();
        var newest = builds.newestAt(tx, place.instance(), place.forgeRepositoryId(), place.headSha());
        CheckContent wanted = newest.isEmpty() ? head.withoutBuilds() : content.of(newest);
        NewCheck check = check(head, called, head.generation());
        Optional<CheckContent> desired = store.desired(tx, check.externalId());
        if (desired.filter(wanted::equals).isPresent()) {
            return;
        }
        if (desired.filter(WriteHeadCheck::isCompleted).isEmpty()) {
            checks.want(tx, check, wanted);
        } else if (isCompleted(wanted)) {
            checks.replaceEnd(tx, check.externalId(), wanted);
        } else {
            heads.nextGeneration(tx, head);
            checks.want(tx, check(head, called, head.generation() + 1), wanted);
        }
    }

    private static boolean isCompleted(CheckContent content) {
        return content.status() == Status.COMPLETED;
    }

    static NewCheck check(ChangeHeadRow head, String name, int generation) {
        FileCheck place = head.place();
        return new NewCheck(
                EventIds.of(
                        "stable-check", name, place.instance(), place.forgeRepositoryId(), place.headSha(), generation),
                place.instance(),
                head.installationId(),
                head.team(),
                head.repository(),
                place.forgeRepositoryId(),
                name,
                place.headSha());
    }
}

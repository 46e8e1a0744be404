package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.WakeUp;
import dev.millrace.pipeline.Workers;
import dev.millrace.pipeline.check.CheckRow.Lane;
import dev.millrace.pipeline.check.CheckStore.LaneClaim;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Serves the lanes that have something to publish: one thread for each lane that this instance owns, none for the others.
 * A lane is owned for as long as it has something to do and its owner shows life, which it does once a poll also while it
 * waits for the forge: two owners at once could create a check run twice.
 */
@Singleton
final class CheckLanes {

    private static final Logger LOG = Logger.getLogger(CheckLanes.class);
    /** A lane that has to wait longer than this is given up meanwhile. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(2);

    private final CheckStore store;
    private final PublishCheck publishCheck;
    private final Database database;
    private final Signals signals;
    private final PipelineConfig.Check config;
    private final Duration pollInterval;
    private final Clock clock;
    private final WakeUp wakeUp = new WakeUp();
    private final Workers workers = new Workers();
    private final Map<UUID, Lane> owned = new ConcurrentHashMap<>();

    CheckLanes(
            CheckStore store,
            PublishCheck publishCheck,
            Database database,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.store = store;
        this.publishCheck = publishCheck;
        this.database = database;
        this.signals = signals;
        this.config = config.check();
        this.pollInterval = config.pollInterval();
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        signals.listen(Checks.SIGNAL, wakeUp::call);
        workers.start("check-lanes", this::run);
    }

    /** Before any worker is waited for: so they all end at the same time, and none sleeps through the end. */
    void askToStop(@Observes @Priority(1) ShutdownEvent event) {
        workers.askToStop();
        wakeUp.call();
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        workers.stop();
    }

    private void run() throws InterruptedException {
        while (!workers.stopping()) {
            try {
                Instant until = clock.instant().plus(config.laneLease());
                database.useTransaction(tx -> store.keepLanes(tx, owned.keySet(), until));
                claimFree(until);
            } catch (RuntimeException e) {
                LOG.warnf("check lanes cannot be looked at: %s", e.getMessage());
            }
            wakeUp.await(pollInterval);
        }
    }

    private void claimFree(Instant until) {
        int wanted = config.parallelLanes() - owned.size();
        if (wanted <= 0) {
            return;
        }
        List<LaneClaim> claims = database.inTransaction(
                tx -> store.claimLanes(tx, clock.instant(), until, config.progressInterval(), wanted));
        for (LaneClaim claim : claims) {
            owned.put(claim.owner(), claim.lane());
            workers.start("check-lane-" + claim.lane().installationId(), () -> serve(claim));
        }
    }

    private void serve(LaneClaim claim) throws InterruptedException {
        try {
            while (!workers.stopping() && step(claim)) {
                // each step publishes one check run
            }
            database.useTransaction(tx -> store.releaseLane(tx, claim));
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s rests until its lease ends", claim.lane());
        } finally {
            owned.remove(claim.owner());
        }
        wakeUp.call();
    }

    /** Publishes what is due first; false when nothing is, or the lane has to wait, or is not ours any more. */
    private boolean step(LaneClaim claim) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Instant> nextWriteAt =
                database.inTransaction(tx -> store.keepLane(tx, claim, now.plus(config.laneLease())));
        if (nextWriteAt.isEmpty()) {
            return false;
        }
        Duration wait = Duration.between(now, nextWriteAt.get());
        if (wait.compareTo(LONGEST_HOLD) > 0) {
            return false;
        }
        if (wait.isPositive() && !workers.pause(wait)) {
            return false;
        }
        // the lane may have got another owner while this one slept
        Optional<CheckRow> due = database.inTransaction(
                tx -> store.keepLane(tx, claim, clock.instant().plus(config.laneLease()))
                        .flatMap(kept -> store.next(tx, claim.lane(), clock.instant(), config.progressInterval())));
        if (due.isEmpty()) {
            return false;
        }
        Instant next = publishCheck.publish(due.get(), config.writeSpacing());
        database.useTransaction(tx -> store.pauseLane(tx, claim.lane(), next));
        return true;
    }
}

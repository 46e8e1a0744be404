package dev.millrace.ingest.recovery;

import dev.millrace.forge.AppHook;
import dev.millrace.forge.AppHook.Delivery;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.ingest.recovery.PassOutcome.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * One pass over the deliveries of an App: lists what GitHub attempted since a time, records what is not in the inbox, and
 * requests what is due. Whether GitHub counts an attempt as delivered makes no difference: only the inbox does.
 */
final class RecoveryPass {

    private static final Logger LOG = Logger.getLogger(RecoveryPass.class);
    private static final int BATCH = 100;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofHours(2);

    private final AppHook hook;
    private final MissingDeliveries missing;
    private final RecoveryConfig config;
    private final KeptDeliveries kept;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private Tally tally = Tally.NONE;

    /**
     * A pass.
     *
     * @param kept what the GitHub keeps
     * @param stopping whether the pass must end without sending anything more
     */
    RecoveryPass(
            AppHook hook,
            MissingDeliveries missing,
            RecoveryConfig config,
            KeptDeliveries kept,
            Clock clock,
            BooleanSupplier stopping) {
        this.hook = hook;
        this.missing = missing;
        this.config = config;
        this.kept = kept;
        this.clock = clock;
        this.stopping = stopping;
    }

    /**
     * Runs it.
     *
     * @param since where the list was complete the last time
     */
    PassOutcome run(Instant since) throws InterruptedException {
        try {
            tally = tally.closed(missing.close());
            boolean isListed = list(since);
            boolean isRequested = isListed && request();
            return isRequested ? new PassOutcome.Complete(tally) : new PassOutcome.Stopped(tally);
        } catch (ForgeFailure failure) {
            return failure.retryAt()
                    .<PassOutcome>map(at -> new PassOutcome.RateLimited(at, tally))
                    .orElseGet(() -> new PassOutcome.Failed(String.valueOf(failure.getMessage()), tally));
        }
    }

    /** Returns false if the pass has to end before the list is complete. */
    private boolean list(Instant since) {
        Optional<String> next = Optional.empty();
        do {
            if (stopping.getAsBoolean()) {
                return false;
            }
            AppHook.Page page = hook.list(next);
            Instant now = clock.instant();
            List<Delivery> newer = page.deliveries().stream()
                    .filter(delivery -> !delivery.deliveredAt().isBefore(since))
                    .toList();
            tally = tally.listed(newer.isEmpty() ? 0 : missing.note(newer, now, now.plus(config.grace())));
            boolean hasEnded = newer.size() < page.deliveries().size();
            next = hasEnded ? Optional.empty() : page.next();
        } while (next.isPresent());
        return true;
    }

    /** Returns false if the pass has to end before everything that is due was requested. */
    private boolean request() throws InterruptedException {
        List<MissingDelivery> due = missing.due(clock.instant(), BATCH);
        while (!due.isEmpty()) {
            for (MissingDelivery delivery : due) {
                if (stopping.getAsBoolean()) {
                    return false;
                }
                request(delivery);
            }
            // what was requested first may have arrived by now
            tally = tally.closed(missing.close());
            due = missing.due(clock.instant(), BATCH);
        }
        return true;
    }

    private void request(MissingDelivery delivery) throws InterruptedException {
        if (delivery.requests() >= config.attempts()) {
            giveUp(delivery, "it was requested %d times and did not arrive".formatted(delivery.requests()));
            return;
        }
        if (delivery.deliveredAt().plus(kept.giveUpAfter()).isBefore(clock.instant())) {
            giveUp(delivery, "it was last attempted before more than %s".formatted(kept.giveUpAfter()));
            return;
        }
        try {
            tally = tally.requested();
            hook.redeliver(delivery.deliveryId());
            missing.requested(delivery, clock.instant().plus(wait(delivery.requests())));
            Thread.sleep(config.spacing());
        } catch (ForgeFailure failure) {
            switch (failure.kind()) {
                case NOT_FOUND, INVALID -> giveUp(delivery, String.valueOf(failure.getMessage()));
                default -> throw failure;
            }
        }
    }

    private void giveUp(MissingDelivery delivery, String reason) {
        missing.giveUp(delivery, reason);
        tally = tally.gaveUp();
        LOG.warnf("deliveryId=%s event=%s is lost: %s", delivery.guid(), delivery.event(), reason);
    }

    /** Doubles with each request. */
    private static Duration wait(int requests) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(requests, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}

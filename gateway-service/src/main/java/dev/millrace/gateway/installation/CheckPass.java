package dev.millrace.gateway.installation;

import dev.millrace.forge.AppInstallation;
import dev.millrace.forge.AppInstallations;
import dev.millrace.forge.ForgeFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One comparison of an App's installations with what GitHub lists. What is missing in the list counts as removed only after
 * GitHub was asked for it by its number, since the list may change between two of its pages, and by each App that is connected
 * at that GitHub, since a delivery does not tell whose it is.
 */
final class CheckPass {

    /** A list of a hundred thousand installations; a longer one is no list. */
    private static final int MOST_PAGES = 1_000;

    /**
     * How far the list may lag behind GitHub's own events: its replicas are later, and its time is in whole seconds. What was
     * reported later than that is not overruled; the next check decides it.
     */
    private static final Duration LAG = Duration.ofSeconds(2);

    private final AppInstallations app;
    private final List<AppInstallations> otherApps;
    private final KnownInstallations known;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private int missed;

    /**
     * A pass.
     *
     * @param otherApps those of other connections to the same GitHub
     * @param stopping whether the pass must end without changing anything more
     */
    CheckPass(
            AppInstallations app,
            List<AppInstallations> otherApps,
            KnownInstallations known,
            Clock clock,
            BooleanSupplier stopping) {
        this.app = app;
        this.otherApps = otherApps;
        this.known = known;
        this.clock = clock;
        this.stopping = stopping;
    }

    CheckOutcome run() {
        try {
            Optional<Set<String>> listed = list();
            boolean isComplete = listed.isPresent() && removeOthers(listed.get());
            return isComplete ? new CheckOutcome.Complete(missed) : new CheckOutcome.Stopped(missed);
        } catch (ForgeFailure failure) {
            return failure.retryAt()
                    .<CheckOutcome>map(at -> new CheckOutcome.RateLimited(at, missed))
                    .orElseGet(() -> new CheckOutcome.Failed(String.valueOf(failure.getMessage()), missed));
        }
    }

    /** The numbers in the list; empty if the pass has to end before all of it was read. */
    private Optional<Set<String>> list() {
        Set<String> numbers = new HashSet<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        do {
            AppInstallations.Page page = app.list(next);
            for (AppInstallation listed : page.installations()) {
                if (stopping.getAsBoolean()) {
                    return Optional.empty();
                }
                numbers.add(listed.id());
                missed += known.take(listed, page.at().minus(LAG));
            }
            next = page.next();
            pages++;
        } while (next.isPresent() && pages < MOST_PAGES);
        return next.isPresent() ? Optional.empty() : Optional.of(numbers);
    }

    private boolean removeOthers(Set<String> listed) {
        for (String id : known.present()) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            if (!listed.contains(id)) {
                remove(id);
            }
        }
        return true;
    }

    private void remove(String id) {
        Instant asked = clock.instant();
        Optional<AppInstallations.Found> own = app.find(id);
        if (own.isPresent()) {
            missed += known.take(own.get().installation(), own.get().at().minus(LAG));
        } else if (otherApps.stream().noneMatch(other -> other.find(id).isPresent()) && known.gone(id, asked)) {
            missed++;
        }
    }
}

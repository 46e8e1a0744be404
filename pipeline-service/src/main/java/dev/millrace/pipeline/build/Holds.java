package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes on hold: their builds are queued, but none of their jobs begins until the hold ends. Builds that have begun go on, and
 * what happens after a change was merged or closed is not held.
 */
@Singleton
public final class Holds {

    private final HoldStore store;
    private final Clock clock;

    Holds(HoldStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Puts a change on hold; false if it was. */
    public boolean hold(Transaction tx, String instance, String forgeRepositoryId, long number, String by) {
        return store.add(tx, instance, forgeRepositoryId, number, by, clock.instant());
    }

    /** Ends the hold of a change; false if there was none. */
    public boolean release(Transaction tx, String instance, String forgeRepositoryId, long number) {
        boolean removed = store.remove(tx, instance, forgeRepositoryId, number);
        if (removed) {
            Signals.send(tx, Builds.SIGNAL);
        }
        return removed;
    }

    /** Who put the change on hold; empty if it is not. */
    public Optional<String> heldBy(Transaction tx, String instance, String forgeRepositoryId, long number) {
        return store.heldBy(tx, instance, forgeRepositoryId, number);
    }

    /** Who keeps a build from beginning; empty if a hold does not. */
    public Optional<String> heldBy(Transaction tx, BuildRow build) {
        boolean mayBeHeld = build.state() == RunState.QUEUED && HoldStore.concerns(build.event());
        return build.changeNumber()
                .filter(number -> mayBeHeld)
                .flatMap(number -> heldBy(tx, build.instance(), build.forgeRepositoryId(), number));
    }

    /** Builds of the change that a hold concerns: those that have not begun. */
    public List<UUID> waiting(Transaction tx, String instance, String forgeRepositoryId, long number) {
        return store.waiting(tx, instance, forgeRepositoryId, number);
    }
}

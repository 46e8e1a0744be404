package dev.millrace.insights.person;

import dev.millrace.events.Event;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;

/** Turns events into contributions, each attributed to the user whose account it is. */
@Singleton
public final class RecordContributions {

    private final ContributionStore store;

    /** Made by the container. */
    RecordContributions(ContributionStore store) {
        this.store = store;
    }

    /** Adds what the event reports; events that report nothing that an account did are ignored. */
    public void record(Transaction tx, Event event) {
        List<Contribution> contributions = Contribution.of(event);
        if (!contributions.isEmpty()) {
            store.keepLinks(tx);
            store.add(tx, event.key(), contributions);
        }
    }
}

package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The default branches of repositories, as they were read last. */
@Singleton
public final class DefaultBranches {

    private final SourceStore store;

    DefaultBranches(SourceStore store) {
        this.store = store;
    }

    /** Its short name; empty until the repository was read for the team. */
    public Optional<String> find(Transaction tx, String team, String upstreamKey) {
        return store.defaultBranch(tx, team, upstreamKey);
    }
}

package dev.millrace.sync.queue;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The state of mirrors and their past passes, for those who show it. */
@Singleton
public final class MirrorStates {

    private final MirrorStateStore mirrors;
    private final RunStore runs;

    MirrorStates(MirrorStateStore mirrors, RunStore runs) {
        this.mirrors = mirrors;
        this.runs = runs;
    }

    /** A mirror of the team. */
    public Optional<MirrorRow> find(Transaction tx, String team, UUID repositoryId) {
        return mirrors.find(tx, team, repositoryId);
    }

    /**
     * One page of the team's mirrors in byte order of their names.
     *
     * @param name only the one of this name
     * @param after name of the last one of the page before; empty text for the first page
     */
    public List<MirrorRow> list(Transaction tx, String team, Optional<String> name, String after, int limit) {
        return mirrors.list(tx, team, name, after, limit);
    }

    /** Passes of a mirror that have ended, newest first. */
    public List<RunRow> runs(Transaction tx, UUID repositoryId, int limit) {
        return runs.list(tx, repositoryId, limit);
    }
}

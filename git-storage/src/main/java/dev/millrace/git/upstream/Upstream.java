package dev.millrace.git.upstream;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a repository's content comes from.
 *
 * @param origin which repository, where
 * @param state how far the first sync is, or that the connection is over
 * @param lastError why the last attempt failed, for people, without secrets; empty after a success
 * @param syncedAt when the last sync ended well, by the syncing service's clock; empty before the first
 */
public record Upstream(UpstreamOrigin origin, State state, Optional<String> lastError, Optional<Instant> syncedAt) {

    /** Whether the connection still stands. */
    public boolean isAttached() {
        return state != State.DETACHED;
    }

    /** Whether the repository is being filled for the first time, so that what it holds is not to be relied on. */
    public boolean isFirstSyncRunning() {
        return state == State.RUNNING;
    }

    /**
     * Whether pushes belong at the upstream. One that is read without credentials takes none, so its mirror keeps pushes to
     * itself; an import takes none before it is done.
     */
    public boolean takesPushes() {
        return isAttached() && (origin.mode() != UpstreamMode.PUBLIC || origin.operation() == UpstreamOperation.IMPORT);
    }

    /** How far it is. */
    public enum State {
        /** nobody asked for the first sync yet */
        WAITING,
        /** the first sync was asked for, or is under way */
        RUNNING,
        /** the first sync failed; the next request tries again */
        FAILED,
        /** at least one sync succeeded */
        SYNCED,
        /** the repository stands on its own */
        DETACHED
    }
}

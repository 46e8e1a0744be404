package dev.millrace.git.upstream;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a repository's content comes from.
 *
 * @param origin which repository, where
 * @param state how far the first sync is, or that the upstream is detached
 * @param lastError why the last attempt failed, human-readable, without secrets; empty after a success
 * @param syncedAt when the last sync succeeded, by the syncing service's clock; empty before the first
 * @param readOnly whether pushes are refused although the upstream is read without credentials, so that none could go there
 */
public record Upstream(
        UpstreamOrigin origin, State state, Optional<String> lastError, Optional<Instant> syncedAt, boolean readOnly) {

    /** Whether it is still attached. */
    public boolean isAttached() {
        return state != State.DETACHED;
    }

    /** Whether the repository is being filled for the first time, so that its content is not reliable yet. */
    public boolean isFirstSyncRunning() {
        return state == State.RUNNING;
    }

    /**
     * Whether pushes belong to the upstream. One that is read without credentials accepts none, so its mirror keeps pushes to
     * itself, unless it is read-only; an import accepts none before it is done.
     */
    public boolean takesPushes() {
        return isAttached()
                && (origin.mode() != UpstreamMode.PUBLIC || origin.operation() == UpstreamOperation.IMPORT || readOnly);
    }

    /** How far it is. */
    public enum State {
        /** the first sync has not been requested yet */
        WAITING,
        /** the first sync was requested, or is in progress */
        RUNNING,
        /** the first sync failed; the next request tries again */
        FAILED,
        /** at least one sync succeeded */
        SYNCED,
        /** the repository is detached */
        DETACHED
    }
}

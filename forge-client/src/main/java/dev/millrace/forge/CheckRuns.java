package dev.millrace.forge;

import java.util.Optional;

/**
 * GitHub's Check Runs of our App. Summary and text are truncated here to GitHub's 65,535 bytes. Writes of one installation are
 * sent one at a time, but not spaced: the caller keeps a second between them, over all processes. After a rate limit, calls
 * fail with {@code RATE_LIMITED} without being sent until it ends.
 *
 * <p>A 401 is retried once with a fresh token before it becomes {@code AUTHENTICATION_REFUSED}; redirects after a rename are
 * followed, and the new name is in {@link CheckRun#repository()}.
 */
public interface CheckRuns {

    /**
     * Creates a check run. Every call creates another one, so check with {@link #findByExternalId} after {@code AMBIGUOUS}.
     *
     * @throws ForgeFailure {@code INVALID} if the commit is not at the forge
     */
    CheckRun create(CheckRunTarget target, NewCheckRun run);

    /**
     * Replaces what a check run shows. Repeating an update does no harm, unless it has annotations: those are added each time,
     * so read {@link CheckRun#annotationsCount()} with {@link #load} after {@code AMBIGUOUS}.
     *
     * @param id the forge's number of the check run
     * @throws ForgeFailure {@code NOT_FOUND} if there is no such run, or it is not ours
     */
    CheckRun update(CheckRunTarget target, long id, CheckRunUpdate update);

    /**
     * A check run as it is now.
     *
     * @param id the forge's number of the check run
     * @throws ForgeFailure {@code NOT_FOUND} if there is no such run
     */
    CheckRun load(CheckRunTarget target, long id);

    /** The newest check run of this name at this commit that carries our reference, even if it has been replaced since. */
    Optional<CheckRun> findByExternalId(CheckRunTarget target, String headSha, String name, String externalId);
}

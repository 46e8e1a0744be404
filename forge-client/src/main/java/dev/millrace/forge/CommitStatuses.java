package dev.millrace.forge;

/**
 * GitHub's commit statuses, for installations that may not write Check Runs. Writes are not spaced, as those of {@link CheckRuns}
 * are not.
 */
public interface CommitStatuses {

    /**
     * Sets the status of a context at a commit. Each call adds one, and the newest counts, so a repetition does no harm; GitHub
     * takes 1,000 for each commit and context.
     *
     * @param sha commit, 40 hex digits
     * @throws ForgeFailure {@code INVALID} if the commit is not at the forge
     */
    void set(CheckRunTarget target, String sha, CommitStatus status);
}

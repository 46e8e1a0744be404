package dev.millrace.pipeline.approval;

import dev.millrace.pipeline.build.BuildRow;

/**
 * What a new build of a change is trusted with. The only place where a build learns that its commit comes from a fork, and that
 * it was approved: every build of a change from a fork passes through here before it is queued.
 */
public final class BuildTrust {

    private BuildTrust() {}

    /** A build of a commit from a fork that a person with write access approved: it is trusted as one of the repository. */
    public static BuildRow approved(BuildRow build) {
        return build.withUntrusted(false);
    }

    /** A build of a commit from a fork that runs without an approval, because the platform runs all of them. */
    public static BuildRow ofFork(BuildRow build) {
        return build.withUntrusted(true);
    }
}

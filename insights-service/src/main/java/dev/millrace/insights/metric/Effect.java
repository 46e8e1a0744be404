package dev.millrace.insights.metric;

import java.util.List;

/** What a successful deployment did to its environment. */
public sealed interface Effect {

    /** Whether it counts for frequency: it brought something new, or may have. */
    default boolean changeBearing() {
        return this instanceof Ships || this instanceof Unknown;
    }

    /**
     * Brought something new.
     *
     * @param commits one or more items that no earlier success had shipped, oldest first
     * @param changes the changes merged by what is new, by number
     */
    record Ships(List<ShippedCommit> commits, List<ShippedChange> changes) implements Effect {}

    /** Brought something that cannot be determined; counts as a deployment, adds no lead time, lowers coverage. */
    record Unknown(Reason reason) implements Effect {}

    /** Same commit as the success before it. */
    record Redeploy() implements Effect {}

    /** Started before the success before it and carries an ancestor of its commit: it was overtaken. Treated as a redeploy. */
    record OutOfOrder() implements Effect {}

    /** Took the environment back to an earlier commit. */
    record Rollback() implements Effect {}

    /** Moved forward or sideways to a commit all of whose changes had been shipped before. */
    record ShipsNothing() implements Effect {}

    /** Why it cannot be determined what a deployment brought. */
    enum Reason {
        /** the environment's previous commit is unknown, and the commit is not exactly one change's merge */
        FIRST_DEPLOYMENT,
        /** the deployed commit was never seen on the default branch */
        COMMIT_NOT_IN_GRAPH,
        /** the success before it deployed a commit that was never seen, or commits between the two are missing */
        INCOMPLETE_INTERVAL
    }
}

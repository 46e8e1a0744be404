package dev.millrace.insights.metric;

import dev.millrace.insights.fact.PushFact.PushedCommit;
import java.time.Instant;
import java.util.List;

/**
 * A change that was merged, and what happened to its commits.
 *
 * @param number of the change
 * @param mergeCommit number in the graph of the commit on the base branch that contains it
 * @param openedAt when it was opened
 * @param author who opened it
 * @param origin where its original commits are
 */
record MergedChange(long number, int mergeCommit, Instant openedAt, ActorClass author, Origin origin) {

    /** Where the original commits of a merged change are. */
    sealed interface Origin {}

    /** On the default branch as they were, by a merge or a fast-forward, or rebased with their author times kept. */
    record Kept() implements Origin {}

    /** As {@link Kept}, rebased, and the newest {@code count} commits up to the merge commit are exactly the change's. */
    record Rebased(int count) implements Origin {}

    /**
     * Squashed into the merge commit; from pushes to the head branch.
     *
     * @param originals commits that only the head branch had, oldest first
     * @param elsewhere commits that the head branch held too and that the default branch has as they are, oldest first;
     *     never both empty
     */
    record Squashed(List<PushedCommit> originals, List<PushedCommit> elsewhere) implements Origin {}

    /** Squashed into the merge commit, and we got no events of them: a fork, or pushes were lost. */
    record SquashedUnseen() implements Origin {}
}

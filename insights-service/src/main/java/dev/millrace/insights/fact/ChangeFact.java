package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of a change (a pull or merge request): its whole state at {@code at}.
 *
 * @param number 1 or more, unique in the repository
 * @param title as written
 * @param authorLogin account that opened it
 * @param authorIsBot whether the forge marks that account as a bot
 * @param baseRef short name of the branch to merge it into
 * @param headRef short name of its branch
 * @param headSha its newest commit, 40 hex digits
 * @param fromFork whether its pushes go to another repository, from which we get no events
 * @param mergeCommitSha commit on the base branch that contains it; only when merged
 * @param createdAt when it was opened, by the forge's clock, microseconds
 * @param mergedAt when it was merged, by the forge's clock, microseconds
 * @param closedAt when it was closed or merged, by the forge's clock, microseconds
 * @param at the forge's {@code updated_at}, microseconds
 */
public record ChangeFact(
        long number,
        String title,
        String authorLogin,
        boolean authorIsBot,
        String baseRef,
        String headRef,
        String headSha,
        boolean fromFork,
        Optional<String> mergeCommitSha,
        Instant createdAt,
        Optional<Instant> mergedAt,
        Optional<Instant> closedAt,
        Instant at)
        implements Version {

    /** A merged change stays merged; a closed one may be opened again. */
    @Override
    public int rank() {
        return mergedAt.isPresent() ? 1 : 0;
    }

    @Override
    public boolean terminal() {
        return mergedAt.isPresent() || closedAt.isPresent();
    }
}

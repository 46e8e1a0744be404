package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.List;
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
 * @param labels names, sorted
 * @param size how much it changes; empty if the forge did not report it
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
        List<String> labels,
        Optional<Size> size,
        Instant at)
        implements Version {

    public ChangeFact {
        labels = labels.stream().distinct().sorted().toList();
    }

    /** A change without labels, whose size is not known. */
    public ChangeFact(
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
            Instant at) {
        this(
                number,
                title,
                authorLogin,
                authorIsBot,
                baseRef,
                headRef,
                headSha,
                fromFork,
                mergeCommitSha,
                createdAt,
                mergedAt,
                closedAt,
                List.of(),
                Optional.empty(),
                at);
    }

    /**
     * How much a change changes, as the forge counts it.
     *
     * @param lines added and deleted ones, 0 or more
     * @param files that it touches, 0 or more
     */
    public record Size(long lines, long files) {}

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

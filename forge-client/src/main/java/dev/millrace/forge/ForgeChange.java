package dev.millrace.forge;

import java.time.Instant;
import java.util.Optional;

/**
 * A change as the forge shows it now.
 *
 * @param number 1 or more
 * @param open whether it is neither merged nor closed
 * @param headSha its newest commit, 40 hex digits
 * @param headRef short name of the source branch
 * @param fromFork whether the head is in another repository, or in one that was deleted
 * @param baseRef short name of the branch that it goes into
 * @param createdAt when it was opened, by the forge's clock
 * @param mergedAt when it was merged, by the forge's clock; empty if it was not
 */
public record ForgeChange(
        long number,
        boolean open,
        String headSha,
        String headRef,
        boolean fromFork,
        String baseRef,
        Instant createdAt,
        Optional<Instant> mergedAt) {}

package dev.millrace.simulator.statuses;

import java.time.Instant;
import java.util.Optional;

/**
 * A status of one context at a commit.
 *
 * @param headSha 40 hex digits
 * @param state {@code error}, {@code failure}, {@code pending} or {@code success}
 */
record CommitStatus(
        long id,
        long repositoryId,
        String headSha,
        String context,
        String state,
        Optional<String> description,
        Optional<String> targetUrl,
        Instant createdAt) {}

package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.Optional;

/**
 * What a team reported: its service was degraded, and maybe by which deployment.
 *
 * @param id chosen by who reports it, unique in the repository
 * @param title in a few words
 * @param startedAt when it began, microseconds
 * @param resolvedAt when it was over, microseconds; empty while it lasts
 * @param deploymentId the deployment that caused it, where that is known
 */
public record IncidentFact(
        String id, String title, Instant startedAt, Optional<Instant> resolvedAt, Optional<String> deploymentId) {

    public IncidentFact {
        if (resolvedAt.filter(startedAt::isAfter).isPresent()) {
            throw new IllegalArgumentException("incident '%s' was resolved at %s, before it started at %s"
                    .formatted(id, resolvedAt.get(), startedAt));
        }
    }
}

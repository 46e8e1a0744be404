package dev.millrace.simulator.checks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.simulator.account.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A check run in its current state; every change creates a new instance.
 *
 * @param headSha     40 hex digits
 * @param status      {@code queued}, {@code in_progress} or {@code completed}
 * @param conclusion  present exactly when completed
 * @param annotations all so far, as they were sent
 * @param changedAt   when it reached this state, by the simulator's clock
 */
public record CheckRun(
        long id,
        long repositoryId,
        long suiteId,
        String headSha,
        String name,
        String status,
        Optional<String> conclusion,
        Optional<String> externalId,
        Optional<String> detailsUrl,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        Optional<String> title,
        Optional<String> summary,
        Optional<String> text,
        List<ArrayNode> annotations,
        Instant changedAt) {

    public String nodeId() {
        return NodeId.of("CR", id);
    }

    public int annotationsCount() {
        return annotations.stream().mapToInt(ArrayNode::size).sum();
    }
}

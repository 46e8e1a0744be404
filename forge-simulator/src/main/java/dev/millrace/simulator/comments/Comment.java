package dev.millrace.simulator.comments;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.NodeId;
import java.time.Instant;

/**
 * A comment on a change.
 *
 * @param number of the change
 * @param byApp  whether the App wrote it
 */
public record Comment(
        long id,
        long repositoryId,
        int number,
        Account author,
        boolean byApp,
        String body,
        Instant createdAt,
        Instant updatedAt) {

    String nodeId() {
        return NodeId.of("IC", id);
    }

    Comment edited(String newBody, Instant now) {
        return new Comment(id, repositoryId, number, author, byApp, newBody, createdAt, now);
    }
}

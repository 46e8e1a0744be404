package dev.millrace.pipeline.command;

import dev.millrace.events.EventIds;
import java.util.UUID;

/**
 * Identifies a command, however often its comment is delivered. An approving review is kept as a command, too, without a comment.
 *
 * @param instance host of the forge
 * @param commentId the forge's number for the comment; for a review, {@code review:} and its number
 * @param ordinal its place among the commands of the comment, from 1
 */
record CommandKey(String instance, String commentId, int ordinal) {

    private static final String REVIEW = "review:";

    static CommandKey ofReview(String instance, String reviewId) {
        return new CommandKey(instance, REVIEW + reviewId, 1);
    }

    /** Whether it is a review: it gets no reaction, and no reply mentions it. */
    boolean isReview() {
        return commentId.startsWith(REVIEW);
    }

    /** What builds that it starts have as the id of their event. */
    UUID eventId() {
        return EventIds.of("command", instance, commentId, ordinal);
    }
}

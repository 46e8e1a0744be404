package dev.millrace.pipeline.command;

import dev.millrace.events.EventIds;
import java.util.UUID;

/**
 * Identifies a command, however often its comment is delivered.
 *
 * @param instance host of the forge
 * @param commentId the forge's number for the comment
 * @param ordinal its place among the commands of the comment, from 1
 */
record CommandKey(String instance, String commentId, int ordinal) {

    /** What builds that it starts have as the id of their event. */
    UUID eventId() {
        return EventIds.of("command", instance, commentId, ordinal);
    }
}

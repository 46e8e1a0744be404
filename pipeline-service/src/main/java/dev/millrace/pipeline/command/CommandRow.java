package dev.millrace.pipeline.command;

import dev.millrace.pipeline.comment.ChangePlace;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A command.
 *
 * @param place the change
 * @param author login of who wrote the comment
 * @param authorId the forge's number for the account
 * @param written the line
 * @param commentedAt by the forge's clock
 * @param receivedAt by the database's clock
 * @param state how far it is
 * @param reply to the author, in Markdown; empty while it waits
 * @param sha the commit that it was about
 * @param attempts how often it was claimed, this time included
 * @param lease the claim; empty if it is not claimed
 */
record CommandRow(
        CommandKey key,
        ChangePlace place,
        String author,
        String authorId,
        String written,
        Instant commentedAt,
        Instant receivedAt,
        CommandState state,
        Optional<String> reply,
        Optional<String> sha,
        int attempts,
        Optional<UUID> lease) {}

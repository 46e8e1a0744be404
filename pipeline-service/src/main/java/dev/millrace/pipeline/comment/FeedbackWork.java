package dev.millrace.pipeline.comment;

import dev.millrace.forge.Conversations.Reaction;
import dev.millrace.forge.ForgeInstallation;
import java.util.Optional;
import java.util.UUID;

/** Something to write at the forge, which no other worker writes until its lease ends. */
sealed interface FeedbackWork {

    /** Random, different for each claim. */
    UUID lease();

    /** With which it is written. */
    ForgeInstallation installation();

    /** {@code owner/name}. */
    String repository();

    /** How often it was claimed since it last succeeded, this time included. */
    int attempts();

    /** A reaction to a comment. */
    record NewReaction(
            UUID lease,
            ForgeInstallation installation,
            String repository,
            int attempts,
            String commentId,
            Reaction reaction)
            implements FeedbackWork {}

    /**
     * A version of our comment.
     *
     * @param forgeRepositoryId the forge's number for the repository
     * @param number of the change
     * @param version of the text
     * @param commentId the forge's number for the comment; empty if we do not know one
     * @param createSent whether a request that creates it was sent
     */
    record Reply(
            UUID lease,
            ForgeInstallation installation,
            String repository,
            int attempts,
            String forgeRepositoryId,
            long number,
            String body,
            long version,
            Optional<Long> commentId,
            boolean createSent)
            implements FeedbackWork {}
}

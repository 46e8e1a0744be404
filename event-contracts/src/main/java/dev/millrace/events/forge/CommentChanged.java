package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A comment on a change or an issue was created, edited or deleted. Contains the comment's state after it.
 *
 * <p>Wire name {@code forge.comment.changed}, version 1. Topic {@code forge.comment}, keyed by forge instance and repository
 * id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who created, edited or deleted it; not necessarily the author
 * @param action what happened
 * @param kind what the comment belongs to
 * @param number of the change or issue, 1 or more
 * @param commentId the forge's number for the comment, decimal string; unique for each kind
 * @param author who wrote it; empty if the account is gone
 * @param authorAssociation the forge's word for the author's relation to the repository, for example {@code MEMBER}. Not a
 *     permission: that must be requested from the forge
 * @param byApp whether an App wrote it
 * @param body text in Markdown, at most 256 KiB as JSON
 * @param bodyTruncated whether the text was longer
 * @param open whether the change or issue was open
 * @param createdAt by the forge's clock
 * @param webUrl its page at the forge
 * @param occurredAt the forge's {@code updated_at}; for a deletion, when the delivery reached us
 */
public record CommentChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        Kind kind,
        long number,
        String commentId,
        Optional<Actor> author,
        Optional<String> authorAssociation,
        boolean byApp,
        String body,
        boolean bodyTruncated,
        boolean open,
        Instant createdAt,
        Optional<String> webUrl,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "comment/" + commentId;
    }

    /** What happened to the comment. */
    public enum Action {
        CREATED,
        EDITED,
        DELETED
    }

    /** What the comment belongs to. */
    public enum Kind {
        /** the conversation of a change */
        CHANGE,
        /** a line of a change */
        REVIEW,
        /** an issue, which is no change */
        ISSUE
    }
}

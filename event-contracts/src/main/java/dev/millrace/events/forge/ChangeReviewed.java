package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A review of a change was submitted, edited or dismissed. Of two events with the same review, the one with the later {@code
 * occurredAt} is newer, and a dismissed review stays dismissed.
 *
 * <p>Wire name {@code forge.change.reviewed}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository id,
 * so that it is in order with what happens to the change.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository the base repository
 * @param installationId the installation that reported it
 * @param actor who did it; for a dismissal not the reviewer
 * @param action what happened to the review
 * @param number of the change, 1 or more
 * @param reviewId the forge's number for the review, decimal string
 * @param reviewer who wrote it; empty if the account is gone
 * @param verdict its content in one word
 * @param unknownVerdict the forge's word if the verdict is {@code UNKNOWN}
 * @param headSha the commit that was reviewed, 40 hex digits; empty if the forge does not have it any more
 * @param webUrl its page at the forge
 * @param occurredAt when it was submitted, by the forge's clock; for an edit or a dismissal, when the delivery reached us
 */
public record ChangeReviewed(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        long number,
        String reviewId,
        Optional<Actor> reviewer,
        Verdict verdict,
        Optional<String> unknownVerdict,
        Optional<String> headSha,
        Optional<String> webUrl,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "change/" + number + "/review/" + reviewId;
    }

    /** What happened to the review. */
    public enum Action {
        SUBMITTED,
        EDITED,
        DISMISSED
    }

    /** Content of a review in one word. */
    public enum Verdict {
        APPROVED,
        CHANGES_REQUESTED,
        COMMENTED,
        DISMISSED,
        PENDING,
        /** one that the forge has added since */
        @JsonEnumDefaultValue
        UNKNOWN
    }
}

package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A commit status was set, the older form of a check run.
 *
 * <p>Wire name {@code forge.check.status.updated}, version 1. Topic {@code forge.check}, keyed by forge instance and
 * repository id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param statusId the forge's number for the status, decimal string; a higher one is newer
 * @param sha the commit, 40 hex digits
 * @param context name of what was checked; the newest status of a context is valid
 * @param state what the status reports
 * @param unknownState the forge's word if the state is {@code UNKNOWN}
 * @param description text for readers
 * @param targetUrl where details are
 * @param branches short names of branches that contain the commit, as far as the forge lists them
 * @param occurredAt the forge's {@code updated_at}
 */
public record CommitStatusUpdated(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        String statusId,
        String sha,
        String context,
        State state,
        Optional<String> unknownState,
        Optional<String> description,
        Optional<String> targetUrl,
        List<String> branches,
        Instant occurredAt)
        implements Event {

    public CommitStatusUpdated {
        branches = List.copyOf(branches);
    }

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "commit/" + sha;
    }

    /** What the status reports. */
    public enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        ERROR,
        /** one that the forge has added since */
        @JsonEnumDefaultValue
        UNKNOWN
    }
}

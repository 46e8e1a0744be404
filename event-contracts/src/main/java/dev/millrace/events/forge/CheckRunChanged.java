package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A check run was created, has completed, is to run again, or one of its buttons was used. Our own runs are reported, too:
 * a consumer recognizes them by {@code appId}.
 *
 * <p>Wire name {@code forge.check.run.changed}, version 1. Topic {@code forge.check}, keyed by forge instance and repository
 * id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param action what happened
 * @param runId the forge's number for the check run, decimal string
 * @param suiteId the forge's number for its suite, decimal string
 * @param name as shown
 * @param headSha the commit, 40 hex digits
 * @param externalId our own reference, if its creator gave one
 * @param state after the event
 * @param button identifier of the button that was used, with {@code REQUESTED_ACTION}
 * @param appId number of the App that created it, decimal string
 * @param changes numbers of this repository's changes with this head; empty for changes from forks
 * @param occurredAt when it started or completed, by the forge's clock; a request: when the delivery reached us, by our clock
 */
public record CheckRunChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        String runId,
        Optional<String> suiteId,
        String name,
        String headSha,
        Optional<String> externalId,
        CheckState state,
        Optional<String> button,
        Optional<String> appId,
        List<Long> changes,
        Instant occurredAt)
        implements Event {

    public CheckRunChanged {
        changes = List.copyOf(changes);
    }

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "check-run/" + runId;
    }

    /** What happened to the check run. */
    public enum Action {
        CREATED,
        COMPLETED,
        REREQUESTED,
        REQUESTED_ACTION
    }
}

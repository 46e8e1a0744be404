package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A deployment at the forge got a new status. Statuses may arrive in any order; a deployment is the set of its statuses.
 *
 * <p>Wire name {@code forge.deployment.status.changed}, version 1. Topic {@code forge.scm}, keyed by forge instance and
 * repository id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who reported the status
 * @param deploymentId the forge's number for the deployment, decimal string
 * @param statusId the forge's number for this status, decimal string; where it has none, the deployment and the status
 *     ({@code 15-success})
 * @param environment name as written, for example {@code production}
 * @param state state that the status reports
 * @param unknownState the forge's word if the state is {@code UNKNOWN}
 * @param ref branch, tag or id that was requested
 * @param sha commit that is deployed, 40 or 64 hex digits
 * @param deploymentCreatedAt when the deployment was created, by the forge's clock; that of the status if the forge does
 *     not report it
 * @param report how it was reported, if not by the forge; the times are then those of its receipt, by our clock
 * @param occurredAt when the status was created, by the forge's clock
 */
public record DeploymentStatusChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        String deploymentId,
        String statusId,
        String environment,
        State state,
        Optional<String> unknownState,
        String ref,
        String sha,
        Instant deploymentCreatedAt,
        Optional<EventReport> report,
        Instant occurredAt)
        implements Event {

    /** One that the forge sent. */
    public DeploymentStatusChanged(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            String deploymentId,
            String statusId,
            String environment,
            State state,
            Optional<String> unknownState,
            String ref,
            String sha,
            Instant deploymentCreatedAt,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                deploymentId,
                statusId,
                environment,
                state,
                unknownState,
                ref,
                sha,
                deploymentCreatedAt,
                Optional.empty(),
                occurredAt);
    }

    /** One whose state is known. */
    public DeploymentStatusChanged(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            String deploymentId,
            String statusId,
            String environment,
            State state,
            String ref,
            String sha,
            Instant deploymentCreatedAt,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                deploymentId,
                statusId,
                environment,
                state,
                Optional.empty(),
                ref,
                sha,
                deploymentCreatedAt,
                occurredAt);
    }

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "deployment/" + deploymentId;
    }

    /** GitHub's states; {@code UNKNOWN} for one that was added later. */
    public enum State {
        PENDING,
        QUEUED,
        WAITING,
        IN_PROGRESS,
        SUCCESS,
        FAILURE,
        ERROR,
        INACTIVE,
        @JsonEnumDefaultValue
        UNKNOWN
    }
}

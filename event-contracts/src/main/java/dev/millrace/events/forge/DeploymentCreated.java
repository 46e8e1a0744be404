package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A deployment was requested at the forge. What becomes of it is in {@link DeploymentStatusChanged}, which may arrive
 * first.
 *
 * <p>Wire name {@code forge.deployment.created}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository
 * id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param deploymentId the forge's number for the deployment, decimal string
 * @param environment name as written, for example {@code production}
 * @param task what is to be done, mostly {@code deploy}
 * @param ref branch, tag or id that was requested
 * @param sha commit to deploy, 40 hex digits
 * @param report how it was reported, if not by the forge; the times are then those of its receipt, by our clock
 * @param occurredAt when it was created, by the forge's clock
 */
public record DeploymentCreated(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        String deploymentId,
        String environment,
        Optional<String> task,
        String ref,
        String sha,
        Optional<EventReport> report,
        Instant occurredAt)
        implements Event {

    /** One that the forge sent. */
    public DeploymentCreated(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            String deploymentId,
            String environment,
            Optional<String> task,
            String ref,
            String sha,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                deploymentId,
                environment,
                task,
                ref,
                sha,
                Optional.empty(),
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
}

package dev.millrace.insights.fact;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import java.time.Instant;

/**
 * One version of one status of a deployment at the forge.
 *
 * @param deploymentId the forge's number for the deployment, decimal string
 * @param statusId the forge's number for the status, decimal string
 * @param environment as written
 * @param state the state that the status reports
 * @param ref requested branch, tag or id
 * @param sha commit that is deployed, 40 hex digits
 * @param createdAt when the deployment was made, by the forge's clock, microseconds
 * @param at when the status was made, by the forge's clock, microseconds
 */
public record DeploymentStatusFact(
        String deploymentId,
        String statusId,
        String environment,
        State state,
        String ref,
        String sha,
        Instant createdAt,
        Instant at)
        implements Version {

    @Override
    public boolean terminal() {
        return switch (state) {
            case SUCCESS, FAILURE, ERROR -> true;
            case PENDING, QUEUED, WAITING, IN_PROGRESS, INACTIVE, UNKNOWN -> false;
        };
    }
}

package dev.millrace.insights.metric;

import java.time.Instant;

/**
 * A successful deployment and what it did.
 *
 * @param deployment successful, so finished
 * @param effect judged against the successes before it in its {@link Scope}
 */
public record JudgedDeployment(Deployment deployment, Effect effect) {

    /** When it first succeeded. */
    public Instant finishedAt() {
        return deployment.finishedAt().orElseThrow();
    }
}

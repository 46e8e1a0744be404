package dev.millrace.insights.metric;

import java.util.Optional;

/**
 * Which deployments form one history. First deployment, previous success and "shipped before" are judged inside it.
 *
 * @param tier only environments of this tier; empty for any
 * @param environment only the environment with exactly this name; empty for any
 */
public record Scope(Optional<Tier> tier, Optional<String> environment) {

    boolean contains(Deployment deployment) {
        return tier.map(wanted -> wanted == deployment.tier()).orElse(true)
                && environment
                        .map(wanted -> wanted.equals(deployment.environment()))
                        .orElse(true);
    }
}

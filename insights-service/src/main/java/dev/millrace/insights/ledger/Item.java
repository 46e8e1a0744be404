package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Tier;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that took some time.
 *
 * @param metric what it is an item of
 * @param tier of the environment; empty where items have none
 * @param subject what it is: a commit's id, a change's number, a deployment's or a build's id
 * @param at the time by which it belongs to a window: when its duration ended
 * @param fromAt when its duration began; empty if that is unknown
 * @param micros its duration in microseconds; 0 if it is unknown, negative where clocks disagree
 * @param actor class of its author
 * @param state whether it counts
 * @param deploymentId the deployment it belongs to; empty text without one
 * @param source where {@code fromAt} comes from; empty text where there is only one source
 */
public record Item(
        ItemMetric metric,
        Optional<Tier> tier,
        String subject,
        Instant at,
        Optional<Instant> fromAt,
        long micros,
        ActorClass actor,
        State state,
        String deploymentId,
        String source) {

    /** Whether an item counts, for the classes of actors that are asked for. */
    public enum State {
        COUNTED,
        /** its duration would be negative: never counted, always listed */
        CLOCK_ANOMALY,
        /** its beginning is unknown */
        UNKNOWN
    }
}

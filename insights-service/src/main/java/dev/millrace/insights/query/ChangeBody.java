package dev.millrace.insights.query;

import dev.millrace.insights.metric.ChangeDeliveryTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Seconds;
import dev.millrace.insights.metric.ShippedChange;
import java.time.Instant;
import java.util.Optional;

/**
 * A change as evidence of delivery time.
 *
 * @param number at the forge
 * @param mergeCommit the commit that holds it
 * @param firstCommitAt time of its earliest commit; null when its commits cannot be told from others
 * @param timeSource {@code commit}, or where the time comes from instead: {@code push}, {@code change_opened}
 * @param bot whether a bot opened it
 * @param leadTimeSeconds from its first commit until its deployment finished
 * @param counted whether it counts for delivery time as asked
 */
record ChangeBody(
        long number,
        String mergeCommit,
        Optional<Instant> firstCommitAt,
        Optional<String> timeSource,
        boolean bot,
        Optional<Double> leadTimeSeconds,
        boolean counted) {

    static ChangeBody of(ShippedChange change, Choices choices) {
        return new ChangeBody(
                change.number(),
                change.mergeCommit(),
                change.firstCommitAt(),
                change.source().map(QueryParameters::wire),
                change.bot(),
                change.leadTime().map(Seconds::of),
                ChangeDeliveryTime.counts(change, choices));
    }
}

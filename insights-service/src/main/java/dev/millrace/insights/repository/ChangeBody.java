package dev.millrace.insights.repository;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ChangeDeliveryTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Seconds;
import dev.millrace.insights.metric.ShippedChange;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.Optional;

/**
 * A change as evidence of delivery time.
 *
 * @param number at the forge
 * @param mergeCommit the commit that contains it
 * @param firstCommitAt time of its earliest commit; null when its commits cannot be distinguished from others
 * @param timeSource {@code commit}, or where the time comes from instead: {@code push}, {@code change_opened}
 * @param author who opened it: {@code human}, {@code agent} or {@code bot}
 * @param bot whether {@code author} is {@code bot}
 * @param leadTimeSeconds from its first commit until its deployment finished
 * @param counted whether it counts for delivery time with the requested options
 */
record ChangeBody(
        long number,
        String mergeCommit,
        Optional<Instant> firstCommitAt,
        Optional<String> timeSource,
        String author,
        boolean bot,
        Optional<Double> leadTimeSeconds,
        boolean counted) {

    static ChangeBody of(ShippedChange change, Choices choices) {
        return new ChangeBody(
                change.number(),
                change.mergeCommit(),
                change.firstCommitAt(),
                change.source().map(QueryParameters::wire),
                QueryParameters.wire(change.author()),
                change.author() == ActorClass.BOT,
                change.leadTime().map(Seconds::of),
                ChangeDeliveryTime.counts(change, choices));
    }
}

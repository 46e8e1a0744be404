package dev.millrace.insights.repository;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ChangeLeadTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Seconds;
import dev.millrace.insights.metric.ShippedCommit;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.Optional;

/**
 * A commit as evidence of lead time.
 *
 * @param id as its author made it, 40 hex digits
 * @param at its time
 * @param timeSource {@code commit}, or where the time comes from instead: {@code push}, {@code change_opened}
 * @param mergedAs the commit that it was squashed into
 * @param change number of the change it was squashed from
 * @param author {@code human}, {@code agent} or {@code bot}
 * @param bot whether {@code author} is {@code bot}
 * @param leadTimeSeconds until its deployment finished
 * @param counted whether it counts for lead time with the requested options
 * @param excludedBecause {@code clock_anomaly}, {@code bot} or {@code agent}; null if it counts
 */
record CommitBody(
        String id,
        Instant at,
        String timeSource,
        Optional<String> mergedAs,
        Optional<Long> change,
        String author,
        boolean bot,
        double leadTimeSeconds,
        boolean counted,
        Optional<String> excludedBecause) {

    static CommitBody of(ShippedCommit commit, Choices choices) {
        boolean counted = ChangeLeadTime.counts(commit, choices);
        return new CommitBody(
                commit.id(),
                commit.at(),
                QueryParameters.wire(commit.source()),
                commit.mergedAs(),
                commit.change(),
                QueryParameters.wire(commit.author()),
                commit.author() == ActorClass.BOT,
                Seconds.of(commit.leadTime()),
                counted,
                counted
                        ? Optional.empty()
                        : Optional.of(commit.clockAnomaly() ? "clock_anomaly" : QueryParameters.wire(commit.author())));
    }
}

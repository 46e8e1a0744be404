package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.Tier;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A number that was final and is another one since: that of a day of UTC, after the window of evidence has passed.
 *
 * @param tier of the environments
 * @param metric its name in the API
 * @param from first instant of the day
 * @param to first instant after it
 * @param oldValue as it was; empty for nothing to measure
 * @param newValue as it is
 * @param oldN what it was computed from
 * @param newN what it is computed from
 * @param cause what is known now that was not: {@code deployment 12}, {@code incident db-42}; at most five, separated by commas
 */
public record Restatement(
        Tier tier,
        String metric,
        Instant from,
        Instant to,
        OptionalDouble oldValue,
        OptionalDouble newValue,
        long oldN,
        long newN,
        String cause) {}

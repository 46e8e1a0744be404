package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ActorCounts;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The items of one span.
 *
 * @param n how many count for the classes of actors that were asked for
 * @param values in seconds, one for each quantile that was asked for, in that order; all empty without items
 * @param authors how many there are of each class, asked for or not
 */
public record Distribution(long n, List<OptionalDouble> values, ActorCounts authors) {

    public Distribution {
        values = List.copyOf(values);
    }
}

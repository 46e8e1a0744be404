package dev.millrace.insights.query;

import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.Population.Kind;
import dev.millrace.kit.error.MillraceException;

/** Metrics that show what people do are not answered for a group of so few that they would show what persons do. */
final class FewPeople {

    private FewPeople() {}

    static boolean hides(Metric metric, Population population) {
        return population.kind() == Kind.SMALL_GROUP && metric.isOfPeople();
    }

    /** Refuses what is behind such a metric with 403. */
    static void refuse(Metric metric, Population population) {
        if (hides(metric, population)) {
            throw MillraceException.forbidden(
                            "'%s' is not shown of a group in which fewer than five people did something"
                                    .formatted(metric.wireName()))
                    .withCode("group_too_small");
        }
    }
}

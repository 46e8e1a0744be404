package dev.millrace.insights.measure;

import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.Population.Kind;
import dev.millrace.kit.error.MillraceException;

/** Measures that show what people do are not answered for a group of so few that they would show what persons do. */
final class FewPeople {

    private FewPeople() {}

    static boolean hides(Measure measure, Population population) {
        return population.kind() == Kind.SMALL_GROUP && measure.isOfPeople();
    }

    /** Refuses what is behind such a measure with 403. */
    static void refuse(Measure measure, Population population) {
        if (hides(measure, population)) {
            throw MillraceException.forbidden(
                            "'%s' is not shown of a group in which fewer than five people did something"
                                    .formatted(measure.wireName()))
                    .withCode("group_too_small");
        }
    }
}

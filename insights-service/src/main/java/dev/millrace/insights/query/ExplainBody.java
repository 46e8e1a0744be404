package dev.millrace.insights.query;

import dev.millrace.insights.query.EvidenceBody.ItemEvidence;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a number was computed, step by step, so that a reader can do it again from the evidence.
 *
 * @param metric its name
 * @param definition version of the formulas
 * @param definitions as in the metrics
 * @param value as in the metric
 * @param formula in words
 * @param steps in order, each with its result
 * @param items the items that the value falls on or between, for a median
 */
record ExplainBody(
        String metric,
        String definition,
        int definitions,
        OptionalDouble value,
        String formula,
        List<StepBody> steps,
        List<ItemEvidence> items) {

    /**
     * @param text what was done
     * @param result a number; null if there was nothing
     */
    record StepBody(String text, OptionalDouble result) {

        static StepBody of(String text, double result) {
            return new StepBody(text, OptionalDouble.of(result));
        }
    }
}

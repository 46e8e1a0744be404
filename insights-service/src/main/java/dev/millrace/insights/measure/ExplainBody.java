package dev.millrace.insights.measure;

import dev.millrace.insights.measure.EvidenceBody.ItemEvidence;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a number was computed, step by step, so that a reader can do it again from the evidence.
 *
 * @param measure its name
 * @param definition version of the definitions
 * @param value as in the measure
 * @param formula in words
 * @param steps in order, each with its result
 * @param items the items that the value falls on or between, for a median
 */
record ExplainBody(
        String measure,
        String definition,
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

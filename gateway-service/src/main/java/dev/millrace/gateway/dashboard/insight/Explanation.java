package dev.millrace.gateway.dashboard.insight;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a number was computed, as the API explains it.
 *
 * @param formula in words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Explanation(String definition, String formula, List<Step> steps) {

    /** A step, and its result if it has one. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Step(String text, OptionalDouble result) {

        /** The result in words; {@code –} if there is none. */
        public String shown() {
            return MetricText.value(result, "");
        }
    }
}

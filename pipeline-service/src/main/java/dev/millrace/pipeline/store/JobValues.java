package dev.millrace.pipeline.store;

import dev.millrace.pipeline.mask.Masking;
import java.util.Map;

/** What a job gets from the stores of its team, and the tokens by which it proves what it is. */
public sealed interface JobValues {

    /** Human-readable reason why it gets nothing; empty text if it gets what it lists. Contains no value. */
    String reason();

    /**
     * Everything that it lists.
     *
     * @param variables without those that {@code env.static} or a matrix sets, which win
     * @param tokens its identity tokens, by variable
     * @param masking what to keep out of its output
     */
    record Given(Map<String, String> variables, Map<String, String> tokens, Masking masking) implements JobValues {

        public Given {
            variables = Map.copyOf(variables);
            tokens = Map.copyOf(tokens);
        }

        /** Without identity tokens. */
        public Given(Map<String, String> variables, Masking masking) {
            this(variables, Map.of(), masking);
        }

        @Override
        public String reason() {
            return "";
        }

        /** Shows no value. */
        @Override
        public String toString() {
            return "Given[%s, %s]".formatted(variables.keySet(), tokens.keySet());
        }
    }

    /** It must not run as it is; another attempt would not change this. */
    record Refused(String reason) implements JobValues {}

    /** They cannot be read now. */
    record Unavailable(String reason) implements JobValues {}
}

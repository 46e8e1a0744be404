package dev.millrace.pipeline.workflow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.pipeline.workflow.ReadCondition.RefusedCondition;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The {@code if} of a pipeline or job: comparisons of what is known of the event, joined by {@code &&}, {@code ||}, {@code !}
 * and parentheses, for example {@code branch == "main" && !failed()}. It is no template language: it reads nothing but these
 * values, and its evaluation takes time in proportion to its length.
 */
public final class Condition {

    private final String text;
    private final ConditionNode root;

    private Condition(String text, ConditionNode root) {
        this.text = text;
        this.root = root;
    }

    /** The result of {@link #parse}. */
    sealed interface ParseOutcome {
        record Parsed(Condition condition) implements ParseOutcome {}

        /**
         * @param offset where in the text, from 0
         * @param reason the value and the rule
         */
        record Refused(int offset, String reason) implements ParseOutcome {}
    }

    static ParseOutcome parse(String text) {
        try {
            return new ParseOutcome.Parsed(new Condition(text, new ReadCondition(text).read()));
        } catch (RefusedCondition e) {
            return new ParseOutcome.Refused(e.offset(), e.reason());
        }
    }

    /**
     * The condition with this text.
     *
     * @throws IllegalArgumentException if it is none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Condition of(String text) {
        return switch (parse(text)) {
            case ParseOutcome.Parsed(Condition condition) -> condition;
            case ParseOutcome.Refused(int offset, String reason) ->
                throw new IllegalArgumentException("condition %s: %s".formatted(Quoted.of(text), reason));
        };
    }

    /** As the file spells it. */
    @JsonValue
    public String text() {
        return text;
    }

    /** Whether a pipeline starts for an event. */
    boolean holds(EventFacts event) {
        return root.holds(new ConditionNode.Situation(event, Map.of(), false));
    }

    /**
     * Whether a job runs, once the jobs that it needs have ended. Unless the condition contains {@code always()},
     * {@code failed()} or {@code passed()}, the job also requires that all of them passed.
     *
     * @param matrix the job's values ({@link JobDefinition#matrix})
     * @param failed whether a job that it needs, or one that those need, did not pass
     */
    public boolean holds(EventFacts event, Map<String, String> matrix, boolean failed) {
        return (!failed || asksForResult()) && root.holds(new ConditionNode.Situation(event, matrix, failed));
    }

    /** Whether it decides itself what a failure means. */
    boolean asksForResult() {
        return root.asksForResult();
    }

    /** The names that it contains as {@code matrix.<name>}. */
    Set<String> matrixNames() {
        return root.matrixNames().collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition condition && condition.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

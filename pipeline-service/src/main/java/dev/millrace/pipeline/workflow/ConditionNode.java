package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A part of a {@link Condition} that is true or false. */
sealed interface ConditionNode {

    /** What a condition is evaluated for; see {@link Condition#holds}. */
    record Situation(EventFacts event, Map<String, String> matrix, boolean failed) {}

    /** A part that is text. */
    sealed interface Value {

        String of(Situation situation);

        record Text(String text) implements Value {
            @Override
            public String of(Situation situation) {
                return text;
            }
        }

        record OfEvent(EventVariable variable) implements Value {
            @Override
            public String of(Situation situation) {
                return variable.of(situation.event());
            }
        }

        /** A value of the job's matrix; empty if its matrix has no such variable. */
        record OfMatrix(String name) implements Value {
            @Override
            public String of(Situation situation) {
                return situation.matrix().getOrDefault(name, "");
            }
        }
    }

    /** How the jobs ended that a job needs. */
    enum Result implements ConditionNode {
        ALWAYS,
        PASSED,
        FAILED;

        static final List<String> WORDS = List.of("always", "passed", "failed");

        @Override
        public boolean holds(Situation situation) {
            return switch (this) {
                case ALWAYS -> true;
                case PASSED -> !situation.failed();
                case FAILED -> situation.failed();
            };
        }
    }

    record Constant(boolean value) implements ConditionNode {
        @Override
        public boolean holds(Situation situation) {
            return value;
        }
    }

    record Equal(Value left, Value right) implements ConditionNode {
        @Override
        public boolean holds(Situation situation) {
            return left.of(situation).equals(right.of(situation));
        }
    }

    /** Whether the value matches one of the patterns ({@link Glob}). */
    record Matches(Value value, List<String> patterns) implements ConditionNode {
        @Override
        public boolean holds(Situation situation) {
            return Glob.anyMatches(patterns, value.of(situation));
        }
    }

    record Not(ConditionNode operand) implements ConditionNode {
        @Override
        public boolean holds(Situation situation) {
            return !operand.holds(situation);
        }
    }

    record And(List<ConditionNode> operands) implements ConditionNode {
        @Override
        public boolean holds(Situation situation) {
            return operands.stream().allMatch(operand -> operand.holds(situation));
        }
    }

    record Or(List<ConditionNode> operands) implements ConditionNode {
        @Override
        public boolean holds(Situation situation) {
            return operands.stream().anyMatch(operand -> operand.holds(situation));
        }
    }

    boolean holds(Situation situation);

    default boolean asksForResult() {
        return this instanceof Result || parts().anyMatch(ConditionNode::asksForResult);
    }

    /** The variables of the matrix that it compares. */
    default Stream<String> matrixNames() {
        return Stream.concat(
                values().flatMap(value ->
                        value instanceof Value.OfMatrix(String name) ? Stream.of(name) : Stream.empty()),
                parts().flatMap(ConditionNode::matrixNames));
    }

    private Stream<ConditionNode> parts() {
        return switch (this) {
            case Not(ConditionNode operand) -> Stream.of(operand);
            case And(List<ConditionNode> operands) -> operands.stream();
            case Or(List<ConditionNode> operands) -> operands.stream();
            case Result result -> Stream.empty();
            case Constant constant -> Stream.empty();
            case Equal equal -> Stream.empty();
            case Matches matches -> Stream.empty();
        };
    }

    private Stream<Value> values() {
        return switch (this) {
            case Equal(Value left, Value right) -> Stream.of(left, right);
            case Matches(Value value, List<String> patterns) -> Stream.of(value);
            case Not not -> Stream.empty();
            case And and -> Stream.empty();
            case Or or -> Stream.empty();
            case Result result -> Stream.empty();
            case Constant constant -> Stream.empty();
        };
    }
}

package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.ConditionNode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the text of a {@link Condition} by recursive descent:
 *
 * <pre>
 * or         = and { "||" and }
 * and        = not { "&amp;&amp;" not }
 * not        = "!" not | "(" or ")" | "true" | "false" | result "()" | "matches" "(" value { "," text } ")" | comparison
 * comparison = value ( "==" | "!=" ) value
 * value      = text | variable | "matrix." name
 * </pre>
 */
final class ReadCondition {

    /** Longest condition, in characters. */
    static final int LONGEST = 1000;

    private static final int DEEPEST = 20;
    private static final String MATCHES = "matches";
    private static final String MATRIX = "matrix.";

    private final String text;
    private int at;
    private int depth;

    ReadCondition(String text) {
        this.text = text;
    }

    /** Where and why a text is no condition. */
    static final class RefusedCondition extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int offset;
        private final String reason;

        RefusedCondition(int offset, String reason) {
            super(reason, null, false, false);
            this.offset = offset;
            this.reason = reason;
        }

        int offset() {
            return offset;
        }

        String reason() {
            return reason;
        }
    }

    ConditionNode read() {
        if (text.length() > LONGEST) {
            throw new RefusedCondition(0, "it has more than %d characters".formatted(LONGEST));
        }
        ConditionNode root = or();
        if (!isAtEnd()) {
            throw refused("'&&', '||' or the end is expected, not %s".formatted(rest()));
        }
        return root;
    }

    private ConditionNode or() {
        List<ConditionNode> operands = joined("||", this::and);
        return operands.size() == 1 ? operands.getFirst() : new ConditionNode.Or(operands);
    }

    private ConditionNode and() {
        List<ConditionNode> operands = joined("&&", this::not);
        return operands.size() == 1 ? operands.getFirst() : new ConditionNode.And(operands);
    }

    private List<ConditionNode> joined(String operator, Supplier<ConditionNode> operand) {
        List<ConditionNode> operands = new ArrayList<>();
        do {
            operands.add(operand.get());
        } while (takes(operator));
        return List.copyOf(operands);
    }

    private ConditionNode not() {
        if (++depth > DEEPEST) {
            throw refused("it is nested more than %d times".formatted(DEEPEST));
        }
        ConditionNode node;
        if (takes("!")) {
            node = new ConditionNode.Not(not());
        } else if (takes("(")) {
            node = or();
            require(")");
        } else {
            node = comparison();
        }
        depth--;
        return node;
    }

    private ConditionNode comparison() {
        int start = start();
        String word = word();
        if (word.equals("true") || word.equals("false")) {
            return new ConditionNode.Constant(word.equals("true"));
        }
        if (!word.isEmpty() && takes("(")) {
            return word.equals(MATCHES) ? matches() : result(word, start);
        }
        at = start;
        Value left = value();
        if (takes("==")) {
            return new ConditionNode.Equal(left, value());
        }
        if (takes("!=")) {
            return new ConditionNode.Not(new ConditionNode.Equal(left, value()));
        }
        throw refused("'==' or '!=' is expected after a value");
    }

    private ConditionNode matches() {
        Value value = value();
        List<String> patterns = new ArrayList<>();
        while (takes(",")) {
            int start = start();
            String pattern = string().orElseThrow(() -> refused("a pattern in quotes is expected"));
            if (pattern.length() > Glob.LONGEST) {
                throw new RefusedCondition(start, "a pattern has more than %d characters".formatted(Glob.LONGEST));
            }
            patterns.add(pattern);
        }
        require(")");
        if (patterns.isEmpty()) {
            throw refused("matches() needs a value and one or more patterns");
        }
        return new ConditionNode.Matches(value, List.copyOf(patterns));
    }

    private ConditionNode result(String word, int start) {
        int known = ConditionNode.Result.WORDS.indexOf(word);
        if (known < 0) {
            List<String> words = Stream.concat(ConditionNode.Result.WORDS.stream(), Stream.of(MATCHES))
                    .toList();
            throw new RefusedCondition(
                    start,
                    "function %s is unknown; did you mean '%s'?"
                            .formatted(Quoted.of(word), Spelling.nearest(word, words)));
        }
        require(")");
        return ConditionNode.Result.values()[known];
    }

    private Value value() {
        int start = start();
        Optional<String> string = string();
        if (string.isPresent()) {
            return new Value.Text(string.get());
        }
        String word = word();
        if (word.startsWith(MATRIX) && word.length() > MATRIX.length()) {
            return new Value.OfMatrix(word.substring(MATRIX.length()));
        }
        if (word.isEmpty()) {
            throw refused("a value is expected, not %s".formatted(rest()));
        }
        return new Value.OfEvent(EventVariable.find(word)
                .orElseThrow(() -> new RefusedCondition(
                        start,
                        "variable %s is unknown; did you mean '%s'? Text must be in quotes"
                                .formatted(Quoted.of(word), Spelling.nearest(word, EventVariable.words())))));
    }

    /** A text in single or double quotes, which contains none of them: there are no escapes. */
    private Optional<String> string() {
        int start = start();
        if (isAtEnd() || (text.charAt(start) != '"' && text.charAt(start) != '\'')) {
            return Optional.empty();
        }
        int end = text.indexOf(text.charAt(start), start + 1);
        if (end < 0) {
            throw refused("a quote is not closed");
        }
        at = end + 1;
        return Optional.of(text.substring(start + 1, end));
    }

    private String word() {
        int start = start();
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isOfWord(char character) {
        return character == '_' || character == '.' || Character.isLetterOrDigit(character);
    }

    private boolean takes(String token) {
        if (!text.startsWith(token, start())) {
            return false;
        }
        at += token.length();
        return true;
    }

    private void require(String token) {
        if (!takes(token)) {
            throw refused("'%s' is expected, not %s".formatted(token, rest()));
        }
    }

    private String rest() {
        return isAtEnd() ? "the end" : Quoted.of(text.substring(at));
    }

    private boolean isAtEnd() {
        return start() == text.length();
    }

    /** Skips blanks and returns the position. */
    private int start() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private RefusedCondition refused(String reason) {
        return new RefusedCondition(Math.min(at, text.length()), reason);
    }
}

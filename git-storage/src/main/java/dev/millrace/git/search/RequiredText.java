package dev.millrace.git.search;

import dev.millrace.git.search.TextQuery.All;
import dev.millrace.git.search.TextQuery.Anything;
import dev.millrace.git.search.TextQuery.One;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds texts that every match of a regular expression contains. It understands sequences, groups, alternatives and quantifiers;
 * whatever else an expression has ends a text, so that the result is never too strict.
 */
final class RequiredText {

    /** Trigrams of one text; more make a search hardly more selective. */
    private static final int MOST_OF_TEXT = 10;
    /** Texts of one expression; what follows is not required. */
    private static final int MOST_TEXTS = 16;
    /** Nested groups; deeper ones are not understood. */
    private static final int DEEPEST = 50;

    private static final String ESCAPED_TEXT = "\\.+*?()|[]{}^$/-_\"'#&~@!%,;:<>=`";

    private final String pattern;
    private final Trigrams trigrams = new Trigrams();
    private int at;
    private int texts;

    private RequiredText(String pattern) {
        this.pattern = pattern;
    }

    static TextQuery of(String pattern) {
        return new RequiredText(pattern).alternatives(0);
    }

    static TextQuery ofLiteral(String text) {
        return new RequiredText("").text(text);
    }

    private TextQuery text(CharSequence text) {
        int[] found = trigrams.of(text);
        if (found.length == 0 || texts == MOST_TEXTS) {
            return new Anything();
        }
        texts++;
        return TextQuery.has(found, MOST_OF_TEXT);
    }

    /** Up to the end of the group, or of the expression. */
    private TextQuery alternatives(int depth) {
        List<TextQuery> parts = new ArrayList<>();
        parts.add(sequence(depth));
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            parts.add(sequence(depth));
        }
        if (parts.stream().anyMatch(part -> !part.isSelective())) {
            return new Anything();
        }
        return parts.size() == 1 ? parts.getFirst() : new One(parts);
    }

    private TextQuery sequence(int depth) {
        List<TextQuery> parts = new ArrayList<>();
        var run = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            char c = pattern.charAt(at++);
            switch (c) {
                case '(' -> {
                    end(run, parts);
                    TextQuery group = group(depth);
                    if (!isOptional()) {
                        add(group, parts);
                    }
                }
                case '[' -> {
                    end(run, parts);
                    skipSet();
                    isOptional();
                }
                case '.', '^', '$' -> {
                    end(run, parts);
                    isOptional();
                }
                case '\\' -> escape(run, parts);
                default -> one(c, run, parts);
            }
        }
        end(run, parts);
        return parts.isEmpty() ? new Anything() : parts.size() == 1 ? parts.getFirst() : new All(parts);
    }

    private void one(char c, StringBuilder run, List<TextQuery> parts) {
        boolean isRepeated = isQuantifier();
        if (!isRepeated) {
            run.append(c);
        } else if (isOptional()) {
            end(run, parts);
        } else {
            run.append(c);
            end(run, parts);
        }
    }

    private void end(StringBuilder run, List<TextQuery> parts) {
        if (run.length() >= 3) {
            add(text(run), parts);
        }
        run.setLength(0);
    }

    private static void add(TextQuery part, List<TextQuery> parts) {
        if (part.isSelective()) {
            parts.add(part);
        }
    }

    private TextQuery group(int depth) {
        if (depth == DEEPEST) {
            at = pattern.length();
            return new Anything();
        }
        if (pattern.startsWith("?", at)) {
            at++;
            boolean isNamed = pattern.startsWith("P<", at) || pattern.startsWith("<", at);
            int end = isNamed ? pattern.indexOf('>', at) : endOfFlags();
            at = end < 0 ? pattern.length() : end + 1;
            if (end >= 0 && pattern.charAt(end) == ')') {
                return new Anything();
            }
        }
        TextQuery inside = alternatives(depth + 1);
        at = Math.min(pattern.length(), at + 1);
        return inside;
    }

    private int endOfFlags() {
        for (int i = at; i < pattern.length(); i++) {
            if (pattern.charAt(i) == ':' || pattern.charAt(i) == ')') {
                return i;
            }
        }
        return -1;
    }

    private void escape(StringBuilder run, List<TextQuery> parts) {
        if (at == pattern.length()) {
            return;
        }
        char c = pattern.charAt(at++);
        if (c == 'Q') {
            int end = pattern.indexOf("\\E", at);
            String quoted = pattern.substring(at, end < 0 ? pattern.length() : end);
            at = end < 0 ? pattern.length() : end + 2;
            end(run, parts);
            // a quantifier after it applies to its last character
            add(text(isQuantifier() ? quoted.substring(0, Math.max(0, quoted.length() - 1)) : quoted), parts);
            isOptional();
        } else if (ESCAPED_TEXT.indexOf(c) >= 0) {
            one(c, run, parts);
        } else {
            end(run, parts);
            if ((c == 'x' || c == 'p' || c == 'P') && pattern.startsWith("{", at)) {
                int close = pattern.indexOf('}', at);
                at = close < 0 ? pattern.length() : close + 1;
            } else if (c == 'x') {
                at = Math.min(pattern.length(), at + 2);
            } else if (c == 'p' || c == 'P') {
                at = Math.min(pattern.length(), at + 1);
            } else if (Character.isDigit(c)) {
                while (at < pattern.length() && Character.isDigit(pattern.charAt(at))) {
                    at++;
                }
            }
            isOptional();
        }
    }

    private void skipSet() {
        if (pattern.startsWith("^", at)) {
            at++;
        }
        // the first one is a member, whatever it is
        int first = at;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == ']' && at > first) {
                at++;
                return;
            }
            if (c == '\\') {
                at += 2;
            } else if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) > 0) {
                at = pattern.indexOf(":]", at + 2) + 2;
            } else {
                at++;
            }
        }
        at = Math.min(at, pattern.length());
    }

    private boolean isQuantifier() {
        return at < pattern.length()
                && (switch (pattern.charAt(at)) {
                    case '*', '+', '?' -> true;
                    case '{' -> repetition() > 0;
                    default -> false;
                });
    }

    /** Where the repetition in braces ends; 0 if the brace is a character. */
    private int repetition() {
        int end = at + 1;
        while (end < pattern.length() && (Character.isDigit(pattern.charAt(end)) || pattern.charAt(end) == ',')) {
            end++;
        }
        boolean isOne = end > at + 1
                && end < pattern.length()
                && pattern.charAt(end) == '}'
                && Character.isDigit(pattern.charAt(at + 1));
        return isOne ? end : 0;
    }

    /** Skips all quantifiers; whether one of them allows that what they follow is missing. */
    private boolean isOptional() {
        boolean isOptional = false;
        while (isQuantifier()) {
            char c = pattern.charAt(at);
            if (c == '{') {
                int end = repetition();
                String least = pattern.substring(at + 1, end).split(",", 2)[0];
                isOptional |= least.chars().allMatch(digit -> digit == '0');
                at = end + 1;
            } else {
                isOptional |= c != '+';
                at++;
            }
        }
        return isOptional;
    }
}

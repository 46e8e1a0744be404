package dev.millrace.githttp.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.kit.error.MillraceException;
import java.util.BitSet;

/**
 * What a search looks for in the lines of a file: a regular expression of RE2, whose time is linear in the text, so that no
 * pattern runs for long; and a text without special characters without one.
 */
public final class LinePattern {

    private static final int LONGEST = 1000;
    private static final String SPECIAL = "\\^$.|?*+()[]{}";

    private final String text;
    private final boolean isLiteral;
    private final Pattern pattern;

    private LinePattern(String text, boolean isLiteral, Pattern pattern) {
        this.text = text;
        this.isLiteral = isLiteral;
        this.pattern = pattern;
    }

    /**
     * Compiles a pattern.
     *
     * @throws MillraceException 400 if it is empty, too long, or not in the syntax of RE2
     */
    public static LinePattern of(String text, boolean isCaseSensitive) {
        requireLength(text);
        try {
            Pattern pattern = Pattern.compile(text, isCaseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
            boolean isPlain = text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
            return new LinePattern(text, isPlain && isCaseSensitive, pattern);
        } catch (PatternSyntaxException e) {
            throw MillraceException.badRequest(
                            "the pattern '%s' is not one of RE2: %s".formatted(text, e.getDescription()))
                    .withCode("pattern_invalid");
        }
    }

    /**
     * A text that has no special characters, whatever is in it.
     *
     * @throws MillraceException 400 if it is empty or too long
     */
    public static LinePattern ofText(String text, boolean isCaseSensitive) {
        requireLength(text);
        return new LinePattern(
                text,
                isCaseSensitive,
                Pattern.compile(Pattern.quote(text), isCaseSensitive ? 0 : Pattern.CASE_INSENSITIVE));
    }

    private static void requireLength(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw MillraceException.badRequest(
                    "the pattern has %d characters: it needs 1 to %d".formatted(text.length(), LONGEST));
        }
    }

    /**
     * The matching lines, counted from 0.
     *
     * @param most lines that are found; the rest is not searched
     */
    public BitSet matches(Lines lines, int most) {
        return isLiteral ? literal(lines, most) : expression(lines, most);
    }

    private BitSet literal(Lines lines, int most) {
        BitSet found = new BitSet();
        int count = 0;
        int at = lines.text().indexOf(text);
        while (at >= 0 && count < most) {
            int line = lines.at(at);
            found.set(line);
            count++;
            at = line + 1 < lines.count() ? lines.text().indexOf(text, lines.start(line + 1)) : -1;
        }
        return found;
    }

    private BitSet expression(Lines lines, int most) {
        BitSet found = new BitSet();
        int count = 0;
        for (int line = 0; line < lines.count() && count < most; line++) {
            if (pattern.matcher(new CheckedText(lines.line(line))).find()) {
                found.set(line);
                count++;
            }
        }
        return found;
    }
}

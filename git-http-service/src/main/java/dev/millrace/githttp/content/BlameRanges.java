package dev.millrace.githttp.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.kit.error.MillraceException;
import java.util.BitSet;
import java.util.List;

/**
 * Selects lines of a file as {@code git blame -L} does: {@code from,to}, where each is a number or {@code /regex/}, {@code to}
 * also {@code +count} or {@code -count}, and either may be missing; and {@code :regex}, the function whose first line matches.
 * Expressions are those of RE2.
 */
final class BlameRanges {

    private static final int MOST = 16;
    private static final Pattern FUNCTION = Pattern.compile("^[A-Za-z_$]");

    private final Lines lines;

    private BlameRanges(Lines lines) {
        this.lines = lines;
    }

    /**
     * The selected lines, counted from 0; all if there is no range.
     *
     * @throws MillraceException 400 if a range is not valid, or matches nothing
     */
    static BitSet of(List<String> ranges, Lines lines) {
        if (ranges.size() > MOST) {
            throw MillraceException.badRequest(
                    "%d ranges are more than the limit of %d".formatted(ranges.size(), MOST));
        }
        BitSet selected = new BitSet();
        if (ranges.isEmpty()) {
            selected.set(0, lines.count());
        }
        var reader = new BlameRanges(lines);
        int from = 0;
        for (String range : ranges) {
            from = reader.add(range, from, selected);
        }
        return selected;
    }

    /** Returns where the search of the next range's expression begins. */
    private int add(String range, int searchFrom, BitSet selected) {
        int first;
        int last;
        if (range.startsWith(":")) {
            first = find(range.substring(1), 0, range, true);
            last = first;
            while (last + 1 < lines.count()
                    && !FUNCTION.matcher(lines.line(last + 1)).find()) {
                last++;
            }
        } else {
            int comma = comma(range);
            String start = comma < 0 ? range : range.substring(0, comma);
            String end = comma < 0 ? "" : range.substring(comma + 1);
            first = start.isEmpty() ? 0 : position(start, searchFrom, range);
            last = end.isEmpty() ? lines.count() - 1 : end(end, first, range);
        }
        if (last < first) {
            int swapped = first;
            first = last;
            last = swapped;
        }
        if (first < 0 || first >= lines.count()) {
            throw invalid(range, "the file has %d lines".formatted(lines.count()));
        }
        last = Math.min(last, lines.count() - 1);
        selected.set(first, last + 1);
        return last + 1;
    }

    private int end(String end, int first, String range) {
        if (end.startsWith("+")) {
            return first + Math.max(1, number(end.substring(1), range)) - 1;
        }
        if (end.startsWith("-")) {
            return Math.max(0, first - Math.max(1, number(end.substring(1), range)) + 1);
        }
        return position(end, first + 1, range);
    }

    private int position(String text, int searchFrom, String range) {
        if (!text.startsWith("/")) {
            return number(text, range) - 1;
        }
        if (text.length() < 3 || !text.endsWith("/")) {
            throw invalid(range, "an expression ends with /");
        }
        return find(text.substring(1, text.length() - 1), searchFrom, range, false);
    }

    private int find(String expression, int from, String range, boolean isFunction) {
        try {
            Pattern pattern = Pattern.compile(expression);
            for (int line = from; line < lines.count(); line++) {
                String text = lines.line(line);
                if ((!isFunction || FUNCTION.matcher(text).find())
                        && pattern.matcher(new CheckedText(text)).find()) {
                    return line;
                }
            }
        } catch (PatternSyntaxException e) {
            throw invalid(range, e.getDescription());
        }
        throw invalid(range, "no line matches");
    }

    private static int comma(String range) {
        int from = range.startsWith("/") ? Math.max(0, range.indexOf('/', 1)) : 0;
        return range.indexOf(',', from);
    }

    private static int number(String text, String range) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid(range, "'%s' is not a number".formatted(text));
        }
    }

    private static MillraceException invalid(String range, String reason) {
        return MillraceException.badRequest("the range '%s' is not valid: %s".formatted(range, reason))
                .withCode("range_invalid");
    }
}

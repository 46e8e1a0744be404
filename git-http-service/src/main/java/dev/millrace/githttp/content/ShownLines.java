package dev.millrace.githttp.content;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The lines of a file that a search shows. What follows after 2,000 characters of a line is left out. */
public final class ShownLines {

    private static final int LONGEST_LINE = 2_000;

    private ShownLines() {}

    /**
     * Matching lines with those around them, each once.
     *
     * @param found matching lines, counted from 0
     * @param before lines shown before a match
     * @param after lines shown after a match
     */
    public static List<GrepPageBody.Line> of(Lines file, BitSet found, int before, int after) {
        List<GrepPageBody.Line> shown = new ArrayList<>();
        int next = 0;
        for (int match = found.nextSetBit(0); match >= 0; match = found.nextSetBit(match + 1)) {
            int from = Math.max(next, match - before);
            int to = Math.min(file.count() - 1, match + after);
            for (int line = from; line <= to; line++) {
                shown.add(new GrepPageBody.Line(
                        line + 1, shortened(file.line(line)), found.get(line) ? "match" : "context"));
            }
            next = Math.max(next, to + 1);
        }
        return shown;
    }

    /** Characters of all lines. */
    public static int characters(List<GrepPageBody.Line> lines) {
        return lines.stream().mapToInt(line -> line.text().length()).sum();
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE);
    }
}

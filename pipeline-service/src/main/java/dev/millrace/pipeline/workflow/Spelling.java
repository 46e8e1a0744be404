package dev.millrace.pipeline.workflow;

import java.util.Collection;
import java.util.Comparator;

/** Suggests what the author may have meant by a name that does not exist. */
final class Spelling {

    /** Longer names are compared by their beginning: the comparison takes the product of both lengths. */
    private static final int COMPARED = 64;

    private Spelling() {}

    /** The known name that takes the fewest typing errors to become {@code text}; the first of several. */
    static String nearest(String text, Collection<String> known) {
        String beginning = text.substring(0, Math.min(text.length(), COMPARED));
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(name, beginning)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column < previous.length; column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}

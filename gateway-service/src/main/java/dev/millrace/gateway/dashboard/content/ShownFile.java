package dev.millrace.gateway.dashboard.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a file that a page shows.
 *
 * @param lines of the whole file
 * @param bytes of the whole file
 * @param shown lines of this part
 */
record ShownFile(int lines, int bytes, List<Line> shown) {

    /** Lines on a page: what fits into the limit of a page with usual lines. */
    static final int ON_A_PAGE = 1_000;

    /** As much of one line as is shown. */
    private static final int LONGEST = 500;

    /** Git looks for a zero byte in as much, too, to tell text from other content. */
    private static final int EXAMINED = 8_000;

    ShownFile {
        shown = List.copyOf(shown);
    }

    /**
     * The part that begins at a line.
     *
     * @param from number of the first line, 1 or more; what is out of the file is its begin
     * @return empty if the content is not text
     */
    static Optional<ShownFile> of(byte[] content, int from) {
        for (int i = 0; i < Math.min(content.length, EXAMINED); i++) {
            if (content[i] == 0) {
                return Optional.empty();
            }
        }
        List<String> all = new String(content, StandardCharsets.UTF_8).lines().toList();
        int first = from < 1 || from > all.size() ? 1 : from;
        List<Line> shown = new ArrayList<>();
        for (int number = first; number <= Math.min(all.size(), first + ON_A_PAGE - 1); number++) {
            shown.add(new Line(number, shortened(all.get(number - 1))));
        }
        return Optional.of(new ShownFile(all.size(), content.length, shown));
    }

    /** The number of the first line of the next part; 0 if this is the last. */
    public int next() {
        return shown.isEmpty() || last() >= lines ? 0 : last() + 1;
    }

    /** The number of the first line of the part before; 0 if this is the first. */
    public int previous() {
        return first() <= 1 ? 0 : Math.max(1, first() - ON_A_PAGE);
    }

    /** The number of its first line; 0 without lines. */
    public int first() {
        return shown.isEmpty() ? 0 : shown.getFirst().number();
    }

    /** The number of its last line; 0 without lines. */
    public int last() {
        return shown.isEmpty() ? 0 : shown.getLast().number();
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** One line, counted from 1. */
    record Line(int number, String text) {}
}

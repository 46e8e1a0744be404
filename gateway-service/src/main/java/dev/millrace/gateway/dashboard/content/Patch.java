package dev.millrace.gateway.dashboard.content;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a patch of one file with their numbers on both sides. */
final class Patch {

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d{1,9})(?:,\\d+)? \\+(\\d{1,9})(?:,\\d+)? @@(.*)");

    /** As much of one line as is shown. */
    private static final int LONGEST = 500;

    private Patch() {}

    /**
     * Reads a unified patch. What precedes its first hunk is left out.
     *
     * @param most lines; what follows them is left out
     */
    static List<Line> read(String raw, int most) {
        List<Line> lines = new ArrayList<>();
        int old = 0;
        int now = 0;
        boolean isInHunk = false;
        for (String text : raw.split("\n", -1)) {
            if (lines.size() >= most) {
                break;
            }
            Matcher hunk = HUNK.matcher(text);
            if (hunk.matches()) {
                isInHunk = true;
                old = Integer.parseInt(hunk.group(1));
                now = Integer.parseInt(hunk.group(2));
                lines.add(new Line("hunk", "", "", text));
            } else if (isInHunk && !text.isEmpty()) {
                String content = shortened(text.substring(1));
                switch (text.charAt(0)) {
                    case '+' -> lines.add(new Line("add", "", Integer.toString(now++), content));
                    case '-' -> lines.add(new Line("del", Integer.toString(old++), "", content));
                    case ' ' -> lines.add(new Line("same", Integer.toString(old++), Integer.toString(now++), content));
                    default -> lines.add(new Line("note", "", "", content.strip()));
                }
            }
        }
        return lines;
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /**
     * One line.
     *
     * @param kind {@code add}, {@code del}, {@code same}, {@code hunk} or {@code note}, the class in the style sheet
     * @param old number in the old file; empty text if it is not there
     * @param now number in the new file; empty text if it is not there
     */
    record Line(String kind, String old, String now, String text) {

        /** What precedes the text in a patch. */
        public String sign() {
            return switch (kind) {
                case "add" -> "+";
                case "del" -> "-";
                default -> " ";
            };
        }
    }
}

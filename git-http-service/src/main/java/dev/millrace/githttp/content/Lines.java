package dev.millrace.githttp.content;

import java.util.Arrays;

/** A text with the positions of its lines. */
public final class Lines {

    private final String text;
    private final int[] starts;

    public Lines(String text) {
        this.text = text;
        int[] found = new int[16];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = at;
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        }
        starts = Arrays.copyOf(found, count);
    }

    String text() {
        return text;
    }

    /** Number of lines; one that is not ended counts. */
    int count() {
        return starts.length;
    }

    /** Position of the first character of a line, counted from 0. */
    int start(int line) {
        return starts[line];
    }

    /** The line that has this character. */
    int at(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    /** The text of a line, without its end. */
    String line(int line) {
        int end = line + 1 < starts.length ? starts[line + 1] : text.length();
        int last = end;
        if (last > starts[line] && text.charAt(last - 1) == '\n') {
            last--;
        }
        if (last > starts[line] && last < end && text.charAt(last - 1) == '\r') {
            last--;
        }
        return text.substring(starts[line], last);
    }
}

package dev.millrace.forge;

import java.nio.charset.StandardCharsets;

/** Text cut to what GitHub takes. Its limit counts bytes of UTF-8, although its description says characters. */
final class FittedText {

    static final int BODY_BYTES = 65_535;
    static final int TITLE_CHARACTERS = 255;

    private static final String FENCE = "```";
    private static final String CUT = "\n\n… cut here: the whole text was longer than the forge takes";

    private FittedText() {}

    /** The text if it fits, else its beginning, with an open code fence closed and a line that says it was cut. */
    static String body(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= BODY_BYTES) {
            return text;
        }
        int room = BODY_BYTES - (CUT + "\n" + FENCE).getBytes(StandardCharsets.UTF_8).length;
        String begin = new String(bytes, 0, codePointBoundary(bytes, room), StandardCharsets.UTF_8);
        boolean fenceOpen = begin.lines().filter(line -> line.startsWith(FENCE)).count() % 2 == 1;
        return begin + (fenceOpen ? "\n" + FENCE : "") + CUT;
    }

    /** The title if it fits, else its beginning and an ellipsis. */
    static String title(String text) {
        if (text.codePointCount(0, text.length()) <= TITLE_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, TITLE_CHARACTERS - 1)) + "…";
    }

    /** The largest index up to {@code limit} at which a character begins. */
    private static int codePointBoundary(byte[] utf8, int limit) {
        int end = limit;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}

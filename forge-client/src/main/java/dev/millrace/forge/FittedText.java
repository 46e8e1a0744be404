package dev.millrace.forge;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Truncates text to what GitHub accepts. Its limit counts bytes of UTF-8, although its documentation states characters. */
final class FittedText {

    static final int BODY_BYTES = 65_535;
    static final int TITLE_CHARACTERS = 255;
    static final int MESSAGE_BYTES = 64 << 10;
    static final int STATUS_CHARACTERS = 140;

    private static final String CUT = "\n\n… cut here: the whole text was longer than the forge takes";

    /** CommonMark 0.31, 4.5: up to three spaces, three or more backticks or tildes, and no backtick after backticks. */
    private static final Pattern OPENING = Pattern.compile(" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)");

    /** At least as many of the same as opened it, and nothing but spaces after them. */
    private static final Pattern CLOSING = Pattern.compile(" {0,3}(`{3,}|~{3,})[ \\t]*");

    private FittedText() {}

    /** The text if it fits, else its beginning, with an open code fence closed and a line that states the truncation. */
    static String body(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= BODY_BYTES) {
            return text;
        }
        int room = BODY_BYTES - CUT.getBytes(StandardCharsets.UTF_8).length;
        int cut = room;
        String begin = beginning(bytes, cut);
        String fence = openFence(begin);
        while (cut > 0
                && begin.getBytes(StandardCharsets.UTF_8).length
                                + closing(fence).length()
                        > room) {
            // truncating again may leave another fence open, hence the loop
            cut = Math.max(0, Math.min(cut - 1, room - closing(fence).length()));
            begin = beginning(bytes, cut);
            fence = openFence(begin);
        }
        return begin + closing(fence) + CUT;
    }

    private static String closing(String fence) {
        return fence.isEmpty() ? "" : "\n" + fence;
    }

    /** The fence that the text opens and does not close; empty if it leaves none open. */
    private static String openFence(String text) {
        String open = "";
        for (String line : text.lines().toList()) {
            if (open.isEmpty()) {
                Matcher opening = OPENING.matcher(line);
                open = opening.matches() ? fence(line.strip()) : "";
            } else {
                Matcher closing = CLOSING.matcher(line);
                open = closing.matches() && closing.group(1).startsWith(open) ? "" : open;
            }
        }
        return open;
    }

    /** The row of equal characters with which a line begins. */
    private static String fence(String line) {
        int length = 0;
        while (length < line.length() && line.charAt(length) == line.charAt(0)) {
            length++;
        }
        return line.substring(0, length);
    }

    private static String beginning(byte[] utf8, int limit) {
        return new String(utf8, 0, codePointBoundary(utf8, limit), StandardCharsets.UTF_8);
    }

    /** The title if it fits, else its beginning and an ellipsis. */
    static String title(String text) {
        return shortened(text, TITLE_CHARACTERS);
    }

    /** The description of a commit status if it fits, else its beginning and an ellipsis. */
    static String statusDescription(String text) {
        return shortened(text, STATUS_CHARACTERS);
    }

    private static String shortened(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** The plain text of an annotation if it fits, else its beginning and an ellipsis. */
    static String message(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MESSAGE_BYTES ? text : beginning(bytes, MESSAGE_BYTES - 3) + "…";
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

package dev.millrace.upstream;

import java.util.regex.Pattern;

/** Text from outside in a form that can be shown, logged and stored. */
final class SanitizedText {

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\s]+");

    private SanitizedText() {}

    /** One line without control characters, of at most {@code longest} characters. */
    static String of(String text, int longest) {
        String line = INVISIBLE.matcher(text).replaceAll(" ").strip();
        return line.length() > longest ? line.substring(0, longest - 1) + "…" : line;
    }
}

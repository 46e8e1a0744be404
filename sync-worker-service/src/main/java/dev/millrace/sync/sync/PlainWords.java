package dev.millrace.sync.sync;

import java.util.regex.Pattern;

/** What others said, in a form that can be shown, logged and stored. */
final class PlainWords {

    private static final int LONGEST = 500;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\s]+");

    private PlainWords() {}

    /** One line without control characters, at most 500 characters long. */
    static String of(CharSequence said) {
        String line = UNSEEN.matcher(said).replaceAll(" ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line;
    }
}

package dev.millrace.gateway.dashboard.frame;

import java.util.Locale;

/** One or two letters in the place of a picture. */
public final class Initials {

    private Initials() {}

    /** Those of the first two words of a name; empty text for a name without letters. */
    public static String of(String name) {
        String[] words = name.strip().split("\\s+", 3);
        String letters = words.length > 1 ? first(words[0]) + first(words[1]) : first(words[0]);
        return letters.toUpperCase(Locale.ROOT);
    }

    private static String first(String word) {
        return word.isEmpty() ? "" : word.substring(0, word.offsetByCodePoints(0, 1));
    }
}

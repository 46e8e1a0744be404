package dev.millrace.git.search;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Three consecutive characters of a line as numbers of 24 bits. Case is folded, so that one index serves searches with and without
 * regard to it. Characters outside the Basic Multilingual Plane are left out. Not for several threads.
 */
final class Trigrams {

    private static final int BITS = 24;
    private static final int ASCII = 1 << 21;

    private final BitSet seen = new BitSet(1 << BITS);
    private int[] found = new int[1 << 10];
    private int count;

    /** The different trigrams of a text in ascending order; valid until the next call. */
    int[] of(CharSequence text) {
        for (int i = 0; i < count; i++) {
            seen.clear(found[i]);
        }
        count = 0;
        int length = 0;
        char first = 0;
        char second = 0;
        for (int at = 0; at < text.length(); at++) {
            char third = fold(text.charAt(at));
            if (isBreak(third)) {
                length = 0;
                continue;
            }
            length++;
            if (length >= 3) {
                add(code(first, second, third));
            }
            first = second;
            second = third;
        }
        int[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private void add(int code) {
        if (!seen.get(code)) {
            seen.set(code);
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = code;
        }
    }

    /** Characters that differ in case only become one. */
    static char fold(char c) {
        return c < 128
                ? (c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c)
                : Character.toLowerCase(Character.toUpperCase(c));
    }

    /** Whether no trigram has the character: no match contains it, or it is half of one. */
    static boolean isBreak(char c) {
        return c == '\n' || c == '\r' || Character.isSurrogate(c);
    }

    /** Different trigrams may have one number where a character is not ASCII. */
    static int code(char first, char second, char third) {
        if ((first | second | third) < 128) {
            return first << 14 | second << 7 | third;
        }
        int hash = ((first * 31 + second) * 31 + third) * 0x9E3779B1;
        return ASCII + (hash >>> 8) % ((1 << BITS) - ASCII);
    }
}

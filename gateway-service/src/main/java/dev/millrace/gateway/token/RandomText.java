package dev.millrace.gateway.token;

import java.security.SecureRandom;

/** Secrets that are shown once: letters and digits only, so that every program that stores passwords accepts them. */
public final class RandomText {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 40;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** The prefix and 40 random characters, 238 bits. */
    public static String of(String prefix) {
        var text = new StringBuilder(prefix.length() + LENGTH).append(prefix);
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(at -> text.append(ALPHABET.charAt(at)));
        return text.toString();
    }
}

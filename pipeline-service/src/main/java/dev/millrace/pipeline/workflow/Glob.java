package dev.millrace.pipeline.workflow;

import java.util.Arrays;
import java.util.List;

/**
 * A pattern for branches, tags and paths: {@code *} matches any characters but {@code /}, {@code **} any characters,
 * {@code **}{@code /} any number of folders, none included, and {@code ?} one character but {@code /}. All other characters
 * match themselves.
 *
 * <p>Patterns come from repositories and must not be able to exhaust the service: unlike {@code java.nio}'s, this one takes
 * time in proportion to the length of the pattern and of the text at most.
 */
final class Glob {

    /** Longest pattern, in characters. */
    static final int LONGEST = 200;

    /** Tokens that are not a character; characters are their own token. */
    private static final int ONE = -1;

    private static final int SOME = -2;
    private static final int ALL = -3;
    private static final int FOLDERS = -4;

    private final int[] tokens;

    private Glob(int[] tokens) {
        this.tokens = tokens;
    }

    static boolean anyMatches(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, text));
    }

    static boolean matches(String pattern, String text) {
        return new Glob(tokens(pattern)).matches(text);
    }

    private static int[] tokens(String pattern) {
        int[] tokens = new int[pattern.length()];
        int count = 0;
        for (int at = 0; at < pattern.length(); count++) {
            if (pattern.startsWith("**/", at) && (at == 0 || pattern.charAt(at - 1) == '/')) {
                tokens[count] = FOLDERS;
                at += 3;
            } else if (pattern.startsWith("**", at)) {
                tokens[count] = ALL;
                at += 2;
            } else {
                tokens[count] = token(pattern.charAt(at));
                at++;
            }
        }
        return Arrays.copyOf(tokens, count);
    }

    private static int token(char character) {
        return switch (character) {
            case '*' -> SOME;
            case '?' -> ONE;
            default -> character;
        };
    }

    /** Follows all ways through the pattern at once: {@code reached[i]} if what was read matches the first i tokens. */
    private boolean matches(String text) {
        boolean[] reached = new boolean[tokens.length + 1];
        enter(reached, 0);
        for (int at = 0; at < text.length(); at++) {
            boolean[] next = new boolean[tokens.length + 1];
            for (int state = 0; state < tokens.length; state++) {
                if (reached[state]) {
                    read(text.charAt(at), state, next);
                }
            }
            reached = next;
        }
        return reached[tokens.length];
    }

    private void read(char character, int state, boolean[] next) {
        boolean slash = character == '/';
        switch (tokens[state]) {
            case ONE -> enter(next, slash ? -1 : state + 1);
            case SOME -> enter(next, slash ? -1 : state);
            case ALL -> enter(next, state);
            case FOLDERS -> {
                // within a folder's name; what follows begins after a '/'
                next[state] = true;
                enter(next, slash ? state + 1 : -1);
            }
            default -> enter(next, tokens[state] == character ? state + 1 : -1);
        }
    }

    /** Reaches a token, and those behind it if it may match nothing. */
    private void enter(boolean[] reached, int state) {
        for (int at = state; at >= 0; at++) {
            reached[at] = true;
            if (at == tokens.length || tokens[at] >= ONE) {
                return;
            }
        }
    }
}

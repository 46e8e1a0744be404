package dev.millrace.pipeline.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Words of a line, quoted as in a shell (POSIX.1-2024, XCU 2.2): single quotes, double quotes, and a backslash before a character.
 * Nothing is expanded: {@code $}, {@code *} and {@code #} stand for themselves.
 */
final class CommandWords {

    private CommandWords() {}

    /** The words; empty if a quote is not closed, or a backslash ends the line. */
    static Optional<List<String>> split(String line) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int at = 0; at < line.length(); at++) {
            char character = line.charAt(at);
            if (quote == '\'') {
                quote = character == '\'' ? 0 : append(word, character, quote);
            } else if (character == '\\' && (quote == 0 || isEscaped(line, at))) {
                if (at + 1 == line.length()) {
                    return Optional.empty();
                }
                at++;
                word.append(line.charAt(at));
                inWord = true;
            } else if (quote == '"') {
                quote = character == '"' ? 0 : append(word, character, quote);
            } else if (character == '\'' || character == '"') {
                quote = character;
                inWord = true;
            } else if (Character.isWhitespace(character)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(character);
                inWord = true;
            }
        }
        if (quote != 0) {
            return Optional.empty();
        }
        if (inWord) {
            words.add(word.toString());
        }
        return Optional.of(List.copyOf(words));
    }

    private static char append(StringBuilder word, char character, char quote) {
        word.append(character);
        return quote;
    }

    /** Within double quotes a backslash stands for itself, except before these. */
    private static boolean isEscaped(String line, int backslash) {
        return backslash + 1 == line.length() || "\"\\$`".indexOf(line.charAt(backslash + 1)) >= 0;
    }

    /** The word as a shell reads it back, whatever it contains. */
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}

package dev.millrace.pipeline.page;

import dev.millrace.kit.text.HiddenCharacters;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads lines with escape sequences of terminals: colours and weights (SGR, ECMA-48 8.3.117) become classes, everything else is
 * left out. A carriage return begins the line anew, as a terminal shows it. Remembers the style from line to line.
 */
final class AnsiText {

    private static final char ESC = '\u001b';
    private static final int BASIC_COLOURS = 16;

    private boolean bold;
    private boolean italic;
    private boolean underline;
    private int foreground = -1;
    private int background = -1;

    private List<Span> spans = new ArrayList<>();
    private final StringBuilder begun = new StringBuilder();

    /** The parts of the next line, which has no line end. */
    List<Span> read(String line) {
        spans = new ArrayList<>();
        int length = line.endsWith("\r") ? line.length() - 1 : line.length();
        for (int at = 0; at < length; ) {
            at = take(line, at, length);
        }
        end();
        return List.copyOf(spans);
    }

    private int take(String line, int at, int length) {
        char character = line.charAt(at);
        if (character == ESC) {
            return escape(line, at + 1, length);
        }
        if (character == '\r') {
            begun.setLength(0);
            spans.clear();
        } else if (character >= ' ' && character != '\u007f' || character == '\t') {
            begun.append(character);
        }
        return at + 1;
    }

    /** Reads what follows an escape character; returns where text goes on. */
    private int escape(String line, int at, int length) {
        if (at >= length) {
            return at;
        }
        return switch (line.charAt(at)) {
            case '[' -> sequence(line, at + 1, length);
            case ']', 'P', 'X', '^', '_' -> string(line, at + 1, length);
            // the character set of what follows: one more character
            case '(', ')', '*', '+', '#', ' ' -> Math.min(length, at + 2);
            default -> at + 1;
        };
    }

    private int sequence(String line, int from, int length) {
        int at = from;
        while (at < length && (line.charAt(at) < '@' || line.charAt(at) > '~')) {
            at++;
        }
        if (at < length && line.charAt(at) == 'm') {
            end();
            style(line.substring(from, at));
        }
        return Math.min(length, at + 1);
    }

    private static int string(String line, int from, int length) {
        for (int at = from; at < length; at++) {
            if (line.charAt(at) == '\u0007') {
                return at + 1;
            }
            if (line.charAt(at) == ESC) {
                return Math.min(length, at + 2);
            }
        }
        return length;
    }

    private void style(String parameters) {
        String[] all = parameters.split("[;:]", -1);
        for (int i = 0; i < all.length; i++) {
            int code = code(all[i]);
            if (code == 38 || code == 48) {
                i = extended(all, i, code == 38);
            } else {
                style(code);
            }
        }
    }

    private void style(int code) {
        switch (code) {
            case 0 -> {
                bold = italic = underline = false;
                foreground = background = -1;
            }
            case 1 -> bold = true;
            case 3 -> italic = true;
            case 4 -> underline = true;
            case 22 -> bold = false;
            case 23 -> italic = false;
            case 24 -> underline = false;
            case 39 -> foreground = -1;
            case 49 -> background = -1;
            default -> {
                if (code >= 30 && code <= 37) {
                    foreground = code - 30;
                } else if (code >= 90 && code <= 97) {
                    foreground = code - 82;
                } else if (code >= 40 && code <= 47) {
                    background = code - 40;
                } else if (code >= 100 && code <= 107) {
                    background = code - 92;
                }
            }
        }
    }

    /** Colours by number or by value: only the basic ones have a class. Returns the index of the last parameter of it. */
    private int extended(String[] all, int at, boolean isForeground) {
        int form = at + 1 < all.length ? code(all[at + 1]) : -1;
        if (form == 5) {
            int number = at + 2 < all.length ? code(all[at + 2]) : -1;
            int colour = number >= 0 && number < BASIC_COLOURS ? number : -1;
            if (isForeground) {
                foreground = colour;
            } else {
                background = colour;
            }
            return at + 2;
        }
        return form == 2 ? at + 4 : at + 1;
    }

    private static int code(String parameter) {
        if (parameter.isEmpty()) {
            return 0;
        }
        boolean isNumber = parameter.length() <= 3 && parameter.chars().allMatch(each -> each >= '0' && each <= '9');
        return isNumber ? Integer.parseInt(parameter) : -1;
    }

    private void end() {
        if (!begun.isEmpty()) {
            spans.add(new Span(css(), HiddenCharacters.escaped(begun.toString())));
            begun.setLength(0);
        }
    }

    private String css() {
        List<String> classes = new ArrayList<>();
        if (bold) {
            classes.add("b");
        }
        if (italic) {
            classes.add("i");
        }
        if (underline) {
            classes.add("u");
        }
        if (foreground >= 0) {
            classes.add("f" + foreground);
        }
        if (background >= 0) {
            classes.add("g" + background);
        }
        return String.join(" ", classes);
    }
}

package dev.millrace.kit.text;

import java.util.OptionalInt;

/**
 * Characters that are invisible to a reader, or that change how the text around them is shown, so that a name looks like
 * another: bidirectional controls, format and invisible characters (Unicode's Default_Ignorable_Code_Point), separators of
 * lines and paragraphs, and the controls of ISO 6429 above ASCII, which terminals interpret. ASCII controls are not among
 * them.
 *
 * <p>Joiners and variation selectors count as visible after a character beyond ASCII: emoji, Persian and Indian scripts
 * require them there.
 */
public final class HiddenCharacters {

    private static final int LAST_ASCII = 0x7f;

    private HiddenCharacters() {}

    /** The first one in a text. */
    public static OptionalInt find(String text) {
        int before = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            if (isHidden(character, before)) {
                return OptionalInt.of(character);
            }
            before = character;
        }
        return OptionalInt.empty();
    }

    /** The text with each of them escaped as its code point: a backslash, {@code u} and {@code {202E}}. */
    public static String escaped(String text) {
        if (find(text).isEmpty()) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16);
        int before = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            if (isHidden(character, before)) {
                escaped.append("\\u{%04X}".formatted(character));
            } else {
                escaped.appendCodePoint(character);
            }
            before = character;
        }
        return escaped.toString();
    }

    private static boolean isHidden(int character, int before) {
        if (character <= LAST_ASCII) {
            return false;
        }
        if (isJoiner(character)) {
            return before <= LAST_ASCII || isIgnorable(before);
        }
        return isIgnorable(character);
    }

    /** Zero width (non-)joiner, and the selectors between text and emoji form. */
    private static boolean isJoiner(int character) {
        return character == 0x200C || character == 0x200D || character == 0xFE0E || character == 0xFE0F;
    }

    private static boolean isIgnorable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> character > LAST_ASCII;
            // U+0600 to U+0605, U+06DD, U+070F, U+0890 and the like are visible: they enclose numbers
            case Character.FORMAT -> !isVisibleFormat(character) && !isJoiner(character);
            default -> isIgnorableLetterOrMark(character);
        };
    }

    private static boolean isVisibleFormat(int character) {
        return (character >= 0x0600 && character <= 0x0605)
                || character == 0x06DD
                || character == 0x070F
                || character == 0x0890
                || character == 0x0891
                || character == 0x08E2
                || character == 0x110BD
                || character == 0x110CD
                || (character >= 0x13430 && character <= 0x1343F);
    }

    /**
     * Fillers, selectors and marks that are not format characters, and the ranges that Unicode reserves for more of them.
     */
    private static boolean isIgnorableLetterOrMark(int character) {
        return character == 0x034F
                || character == 0x115F
                || character == 0x1160
                || character == 0x17B4
                || character == 0x17B5
                || (character >= 0x180B && character <= 0x180F)
                || character == 0x2065
                // the blank Braille pattern
                || character == 0x2800
                || character == 0x3164
                || (character >= 0xFE00 && character <= 0xFE0D)
                || character == 0xFFA0
                || (character >= 0xFFF0 && character <= 0xFFF8)
                || (character >= 0xE0000 && character <= 0xE0FFF);
    }
}

package dev.millrace.git.check;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names of refs whose bytes are not UTF-8. Git allows them (git-check-ref-format(1)); JGit decodes them as Latin-1, so that
 * two refs get the same name, or a ref gets the name of another.
 */
public final class Utf8Names {

    private Utf8Names() {}

    /** Whether a text can be read as UTF-8. */
    public static boolean isUtf8(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text[at] < 0) {
                return decodes(text, at, to);
            }
        }
        return true;
    }

    private static boolean decodes(byte[] text, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Human-readable: bytes outside ASCII as {@code \xe9}. */
    public static String shown(byte[] name) {
        var shown = new StringBuilder();
        for (byte each : name) {
            shown.append(each < ' ' || each == 0x7f ? "\\x%02x".formatted(each & 0xff) : String.valueOf((char) each));
        }
        return shown.toString();
    }

    /** The same length, with a different character for each byte outside ASCII. */
    public static byte[] masked(byte[] name, char mask) {
        byte[] masked = Arrays.copyOf(name, name.length);
        for (int i = 0; i < masked.length; i++) {
            if (masked[i] < 0) {
                masked[i] = (byte) mask;
            }
        }
        return masked;
    }
}

package dev.millrace.pipeline.log;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Removes from the output of a job what a terminal would not show: escape sequences (ECMA-48, including OSC strings) and control
 * characters except tabs and line ends. A carriage return ends a line. Bytes above ASCII pass unchanged. For one log, in pieces of
 * any size.
 */
final class AnsiStripper {

    private static final int ESC = 0x1b;
    private static final int BEL = 0x07;

    private final OutputStream out;
    private State state = State.TEXT;
    private boolean afterReturn;

    AnsiStripper(OutputStream out) {
        this.out = out;
    }

    private enum State {
        TEXT,
        ESCAPE,
        SEQUENCE,
        STRING,
        ESCAPE_IN_STRING
    }

    void write(byte[] bytes, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            take(bytes[i] & 0xff);
        }
    }

    /** The log is complete. */
    void finish() throws IOException {
        if (afterReturn) {
            out.write('\n');
        }
    }

    private void take(int character) throws IOException {
        state = switch (state) {
            case TEXT -> text(character);
            case ESCAPE -> escape(character);
            case SEQUENCE -> character == '\n' ? text(character) : isFinal(character) ? State.TEXT : State.SEQUENCE;
            case STRING -> string(character);
            case ESCAPE_IN_STRING -> character == '\\' ? State.TEXT : string(character);
        };
    }

    private State text(int character) throws IOException {
        if (afterReturn) {
            afterReturn = false;
            out.write('\n');
            if (character == '\n') {
                return State.TEXT;
            }
        }
        if (character == ESC) {
            return State.ESCAPE;
        }
        if (character == '\r') {
            afterReturn = true;
        } else if (character >= ' ' && character != 0x7f || character == '\n' || character == '\t') {
            out.write(character);
        }
        return State.TEXT;
    }

    private State escape(int character) throws IOException {
        return switch (character) {
            case '[' -> State.SEQUENCE;
            // OSC, DCS, SOS, PM, APC
            case ']', 'P', 'X', '^', '_' -> State.STRING;
            case ESC -> State.ESCAPE;
            case '\n', '\r' -> text(character);
            // intermediate characters of a longer escape
            default -> character >= 0x20 && character <= 0x2f ? State.ESCAPE : State.TEXT;
        };
    }

    /** One that never ends must not hide the rest of the log. */
    private State string(int character) throws IOException {
        return switch (character) {
            case BEL -> State.TEXT;
            case ESC -> State.ESCAPE_IN_STRING;
            case '\n' -> text(character);
            default -> State.STRING;
        };
    }

    private static boolean isFinal(int character) {
        return character >= 0x40 && character <= 0x7e;
    }
}

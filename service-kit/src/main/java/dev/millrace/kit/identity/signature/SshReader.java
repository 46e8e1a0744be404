package dev.millrace.kit.identity.signature;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the binary forms of RFC 4251. Each method throws IllegalArgumentException if the bytes end too early. */
final class SshReader {

    private final ByteBuffer bytes;

    SshReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    byte[] raw(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("it ends too early");
        }
        byte[] raw = new byte[length];
        bytes.get(raw);
        return raw;
    }

    int number() {
        try {
            return bytes.getInt();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends too early", e);
        }
    }

    byte[] string() {
        return raw(number());
    }

    String text() {
        return new String(string(), StandardCharsets.UTF_8);
    }

    BigInteger integer() {
        byte[] value = string();
        return value.length == 0 ? BigInteger.ZERO : new BigInteger(value);
    }

    void end() {
        if (bytes.hasRemaining()) {
            throw new IllegalArgumentException("something follows its end");
        }
    }

    /** A string of RFC 4251: four bytes of length, then the bytes. */
    static void write(ByteArrayOutputStream out, byte[] string) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(string.length).array());
        out.writeBytes(string);
    }
}

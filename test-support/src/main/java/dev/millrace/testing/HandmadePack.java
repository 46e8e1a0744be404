package dev.millrace.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;

/** Writes packs byte by byte (gitformat-pack(5)), also ones that no client would send. */
public final class HandmadePack {

    public static final int COMMIT = 1;
    public static final int TREE = 2;
    public static final int BLOB = 3;
    public static final int TAG = 4;
    private static final int OFS_DELTA = 6;
    private static final int REF_DELTA = 7;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @param announced the number of objects in the header */
    public HandmadePack(long announced) {
        bytes.writeBytes(new byte[] {'P', 'A', 'C', 'K', 0, 0, 0, 2});
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write((int) (announced >> shift));
        }
    }

    /** The offset of the next object. */
    public int position() {
        return bytes.size();
    }

    public HandmadePack object(int type, byte[] content) {
        return object(type, content.length, content);
    }

    /** @param announced the size in its header */
    public HandmadePack object(int type, long announced, byte[] content) {
        header(type, announced);
        deflate(content);
        return this;
    }

    /** An object of this many zeros. */
    public HandmadePack zeros(int type, long size) {
        header(type, size);
        try (var deflater = new DeflaterOutputStream(bytes)) {
            byte[] piece = new byte[64 << 10];
            for (long left = size; left > 0; left -= piece.length) {
                deflater.write(piece, 0, (int) Math.min(left, piece.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A delta on the object at a position. */
    public HandmadePack delta(int base, byte[] delta) {
        int distance = position() - base;
        header(OFS_DELTA, delta.length);
        var reversed = new byte[10];
        int at = reversed.length;
        reversed[--at] = (byte) (distance & 0x7f);
        for (distance >>= 7; distance > 0; distance >>= 7) {
            reversed[--at] = (byte) (0x80 | (--distance & 0x7f));
        }
        bytes.write(reversed, at, reversed.length - at);
        deflate(delta);
        return this;
    }

    /** A delta on the object with an id of 40 hex digits. */
    public HandmadePack delta(String base, byte[] delta) {
        header(REF_DELTA, delta.length);
        bytes.writeBytes(HexFormat.of().parseHex(base));
        deflate(delta);
        return this;
    }

    /** Copies the base this many times. */
    public static byte[] copies(long baseSize, int times) {
        var delta = new ByteArrayOutputStream();
        size(delta, baseSize);
        size(delta, baseSize * times);
        for (int i = 0; i < times; i++) {
            for (long from = 0; from < baseSize; from += 0xffff) {
                long length = Math.min(0xffff, baseSize - from);
                delta.write(0x80 | 0x0f | 0x30);
                for (int shift = 0; shift < 32; shift += 8) {
                    delta.write((int) (from >> shift));
                }
                delta.write((int) length);
                delta.write((int) (length >> 8));
            }
        }
        return delta.toByteArray();
    }

    /** A delta that replaces its base by a text of up to 127 bytes. */
    public static byte[] text(long baseSize, String text) {
        var delta = new ByteArrayOutputStream();
        size(delta, baseSize);
        size(delta, text.length());
        delta.write(text.length());
        delta.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return delta.toByteArray();
    }

    private static void size(ByteArrayOutputStream delta, long size) {
        long left = size;
        for (; left > 0x7f; left >>= 7) {
            delta.write((int) (0x80 | (left & 0x7f)));
        }
        delta.write((int) left);
    }

    private void header(int type, long size) {
        long left = size >> 4;
        bytes.write((type << 4) | (int) (size & 15) | (left > 0 ? 0x80 : 0));
        for (; left > 0; left >>= 7) {
            bytes.write((int) (left & 0x7f) | (left > 0x7f ? 0x80 : 0));
        }
    }

    private void deflate(byte[] content) {
        try (var deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pack with its checksum. */
    public byte[] finish() {
        try {
            bytes.writeBytes(MessageDigest.getInstance("SHA-1").digest(bytes.toByteArray()));
            return bytes.toByteArray();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}

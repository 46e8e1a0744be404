package dev.millrace.bench.abuse;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.zip.Deflater;

/** Packs (gitformat-pack(5)) that are small on the wire and announce, or expand to, much more. */
final class HostilePacks {

    private static final int TREE = 2;
    private static final int BLOB = 3;
    private static final int OFFSET_DELTA = 6;
    private static final int CHUNK = 1 << 16;
    private static final int LARGEST_COPY = 0xffffff;

    private HostilePacks() {}

    /** A header that announces this many objects, followed by nothing. */
    static byte[] announcing(int objects) {
        return sealed(header(objects));
    }

    /** A blob of zeros, and a delta that copies it several times over. */
    static byte[] deltaBomb(int baseSize, long resultSize) {
        var pack = header(2);
        int baseAt = pack.size();
        add(pack, BLOB, baseSize, new byte[CHUNK]);
        var delta = new ByteArrayOutputStream();
        varint(delta, baseSize);
        varint(delta, resultSize);
        for (long left = resultSize; left > 0; ) {
            int copied = (int) Math.min(LARGEST_COPY, Math.min(left, baseSize));
            delta.write(0x80 | 0x70);
            delta.write(copied & 0xff);
            delta.write(copied >> 8 & 0xff);
            delta.write(copied >> 16 & 0xff);
            left -= copied;
        }
        int deltaAt = pack.size();
        objectHeader(pack, OFFSET_DELTA, delta.size());
        offset(pack, deltaAt - baseAt);
        deflate(pack, delta.size(), delta.toByteArray());
        return sealed(pack);
    }

    /** One tree of this size. */
    static byte[] hugeTree(int size) {
        var pack = header(1);
        add(pack, TREE, size, "100644 a\0aaaaaaaaaaaaaaaaaaaa".getBytes(StandardCharsets.US_ASCII));
        return sealed(pack);
    }

    /** Bytes that begin like a pack. */
    static byte[] random(Random random) {
        var pack = header(random.nextInt());
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        pack.writeBytes(noise);
        return random.nextBoolean() ? sealed(pack) : pack.toByteArray();
    }

    private static ByteArrayOutputStream header(int objects) {
        var pack = new ByteArrayOutputStream();
        pack.writeBytes("PACK".getBytes(StandardCharsets.US_ASCII));
        pack.writeBytes(ByteBuffer.allocate(8).putInt(2).putInt(objects).array());
        return pack;
    }

    private static byte[] sealed(ByteArrayOutputStream pack) {
        try {
            pack.writeBytes(MessageDigest.getInstance("SHA-1").digest(pack.toByteArray()));
            return pack.toByteArray();
        } catch (NoSuchAlgorithmException e) {
            throw new UnexpectedAnswer("every Java runtime has SHA-1", e);
        }
    }

    private static void add(ByteArrayOutputStream pack, int type, int size, byte[] repeated) {
        objectHeader(pack, type, size);
        deflate(pack, size, repeated);
    }

    private static void objectHeader(ByteArrayOutputStream pack, int type, long size) {
        long rest = size >> 4;
        long head = (long) type << 4 | size & 15;
        while (rest > 0) {
            pack.write((int) (head | 0x80));
            head = rest & 0x7f;
            rest >>= 7;
        }
        pack.write((int) head);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while (rest > 0x7f) {
            to.write((int) (rest & 0x7f | 0x80));
            rest >>= 7;
        }
        to.write((int) rest);
    }

    /** The distance back to a delta's base. */
    private static void offset(ByteArrayOutputStream to, long distance) {
        var bytes = new ByteArrayOutputStream();
        long rest = distance;
        byte[] reversed = new byte[10];
        int at = reversed.length;
        reversed[--at] = (byte) (rest & 0x7f);
        for (rest >>= 7; rest > 0; rest >>= 7) {
            reversed[--at] = (byte) (--rest & 0x7f | 0x80);
        }
        bytes.write(reversed, at, reversed.length - at);
        to.writeBytes(bytes.toByteArray());
    }

    /** Compresses the same bytes repeatedly until this many have been written. */
    private static void deflate(ByteArrayOutputStream to, int size, byte[] repeated) {
        try (var deflater = new Deflater()) {
            byte[] out = new byte[CHUNK];
            for (int left = size; left > 0; left -= repeated.length) {
                deflater.setInput(repeated, 0, Math.min(left, repeated.length));
                while (!deflater.needsInput()) {
                    to.write(out, 0, deflater.deflate(out));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                to.write(out, 0, deflater.deflate(out));
            }
        }
    }
}

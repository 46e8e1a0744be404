package dev.millrace.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/** Deterministic event ids: name-based UUIDs, version 5 of RFC 9562, in Millrace's own namespace. */
public final class EventIds {

    private static final UUID NAMESPACE = UUID.fromString("6b1f5a0e-0d2c-5c58-9a55-6d696c6c7261");

    private EventIds() {}

    /**
     * The id of the fact that these parts identify. Equal parts give equal ids, in any process at any time.
     *
     * @param parts for example forge instance, delivery GUID and ordinal; their order matters
     */
    public static UUID of(Object... parts) {
        var digest = sha1();
        digest.update(ByteBuffer.allocate(16)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits())
                .array());
        for (Object part : parts) {
            byte[] text = part.toString().getBytes(StandardCharsets.UTF_8);
            // the length before each part distinguishes ("ab", "c") from ("a", "bc")
            digest.update(ByteBuffer.allocate(4).putInt(text.length).array());
            digest.update(text);
        }
        byte[] hash = Arrays.copyOf(digest.digest(), 16);
        hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
        var bytes = ByteBuffer.wrap(hash);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}

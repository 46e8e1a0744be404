package dev.millrace.kit.identity.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the signature of a record covers, and where it is stored. The header {@code ce_millracesignature} holds base64url
 * without padding of an ECDSA signature with SHA-256 on P-256, 64 bytes (IEEE P1363), over these parts: a constant text, the
 * topic, the key, name and value of each header that begins with {@code ce_} (except the signature) and of {@code
 * content-type} in the order of their names, and the value. Each part is preceded by its length as 4 bytes, big endian, so
 * that no text can move from one part to the next. All text is UTF-8.
 *
 * <p>The constant begins with a byte that no JWT contains: the same key signs tokens, and neither signature is ever valid
 * for the other.
 */
final class RecordSignature {

    static final String HEADER = "ce_millracesignature";
    static final String ALGORITHM = "SHA256withECDSAinP1363Format";

    private static final String PURPOSE = "\0millrace.record.v1";

    private RecordSignature() {}

    static byte[] signed(String topic, String key, Map<String, String> headers, byte[] value) {
        var bytes = new ByteArrayOutputStream();
        add(bytes, PURPOSE);
        add(bytes, topic);
        add(bytes, key);
        new TreeMap<>(headers).forEach((name, text) -> {
            if (isCovered(name)) {
                add(bytes, name);
                add(bytes, text);
            }
        });
        add(bytes, value);
        return bytes.toByteArray();
    }

    private static boolean isCovered(String header) {
        return header.equals("content-type") || (header.startsWith("ce_") && !header.equals(HEADER));
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        add(bytes, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(ByteArrayOutputStream bytes, byte[] part) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
        bytes.writeBytes(part);
    }
}

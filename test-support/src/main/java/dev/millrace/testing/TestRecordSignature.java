package dev.millrace.testing;

import dev.millrace.events.codec.WireEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Signs records with the platform's key, from the text of decision 26 and without the kit's code, so that a test notices
 * when the kit changes what it signs and verifies.
 */
public final class TestRecordSignature {

    private TestRecordSignature() {}

    /** The record's headers and the signature. */
    public static Map<String, String> added(WireEvent record) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(platformKey());
            signature.update(signed(record));
            var headers = new TreeMap<>(record.headers());
            headers.put(
                    "ce_millracesignature",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign()));
            return headers;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] signed(WireEvent record) {
        var bytes = new ByteArrayOutputStream();
        add(bytes, "\0millrace.record.v1");
        add(bytes, record.topic());
        add(bytes, record.key());
        new TreeMap<>(record.headers()).forEach((name, text) -> {
            if (name.startsWith("ce_") || name.equals("content-type")) {
                add(bytes, name);
                add(bytes, text);
            }
        });
        add(bytes, record.value());
        return bytes.toByteArray();
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        add(bytes, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(ByteArrayOutputStream bytes, byte[] part) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
        bytes.writeBytes(part);
    }

    private static PrivateKey platformKey() throws IOException, GeneralSecurityException {
        String base64 = Files.readString(TestPlatformKey.privateKeyFile()).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}

package dev.millrace.kit.identity.record;

import dev.millrace.events.Topic;
import dev.millrace.kit.identity.key.PrivateKeys;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Signs records on {@code access.*} with the platform's key, which also signs tokens between services. */
public final class RecordSigner {

    private final Optional<Path> keyFile;

    /**
     * @param keyFile PKCS#8 PEM of an EC P-256 key, {@code millrace.platform.private-key-file}; read at each use, so that it
     *     may be replaced
     */
    public RecordSigner(Optional<Path> keyFile) {
        this.keyFile = keyFile;
    }

    /**
     * The headers with which the record is sent: those given, and the signature on a signed topic.
     *
     * @throws IllegalStateException if a signature is needed and no key is configured, or it cannot be read
     */
    public Map<String, String> sign(String topic, String key, Map<String, String> headers, byte[] value) {
        if (!Topic.isSigned(topic)) {
            return headers;
        }
        Path file = keyFile.orElseThrow(() -> new IllegalStateException(
                "millrace.platform.private-key-file is not configured: records on %s cannot be signed"
                        .formatted(topic)));
        var signedHeaders = new HashMap<>(headers);
        try {
            Signature signature = Signature.getInstance(RecordSignature.ALGORITHM);
            signature.initSign(PrivateKeys.read(file));
            signature.update(RecordSignature.signed(topic, key, headers, value));
            signedHeaders.put(
                    RecordSignature.HEADER,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform key " + file + " cannot sign", e);
        }
        return signedHeaders;
    }
}

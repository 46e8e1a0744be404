package dev.millrace.bench.platform;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One webhook delivery as GitHub sends it.
 *
 * @param guid identifies the occurrence
 * @param event for example {@code push}
 * @param body JSON
 */
public record SignedDelivery(UUID guid, String event, String body) {

    /** The request, signed with the webhook's secret. */
    public HttpRequest request(URI address, String secret) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("User-Agent", "GitHub-Hookshot/millrace-bench")
                .header("X-GitHub-Event", event)
                .header("X-GitHub-Delivery", guid.toString())
                .header("X-GitHub-Hook-ID", "1")
                .header("X-Hub-Signature-256", "sha256=" + signature(bytes, secret))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
    }

    static String signature(byte[] body, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}

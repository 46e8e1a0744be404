package dev.millrace.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Deliveries as GitHub sends them, with any signature. */
final class SignedDeliveries {

    // as GitHub delivers; with HTTP/1.1, "expect: 100-continue" also works as specified
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI gateway;

    SignedDeliveries(URI gateway) {
        this.gateway = gateway;
    }

    /** A ping. */
    HttpResponse<String> send(byte[] body, Optional<String> signature) throws IOException, InterruptedException {
        return send("ping", body, signature);
    }

    HttpResponse<String> send(String event, byte[] body, Optional<String> signature)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(gateway.resolve("/webhooks/github"))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", event)
                .header("X-GitHub-Delivery", "conformance-" + System.nanoTime())
                .header("X-GitHub-Hook-ID", "77")
                .expectContinue(true)
                .POST(BodyPublishers.ofByteArray(body));
        signature.ifPresent(value -> request.header("X-Hub-Signature-256", value));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The header that GitHub signs with. */
    static String signature(String secret, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }
}

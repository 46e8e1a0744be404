package dev.millrace.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook call as GitHub makes it, which tests can modify. */
public final class SignedDelivery {

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    private SignedDelivery(String event, String guid, String contentType, byte[] body) {
        this.body = body;
        headers.put("Content-Type", contentType);
        headers.put("User-Agent", "GitHub-Hookshot/044aadd");
        headers.put("X-GitHub-Event", event);
        headers.put("X-GitHub-Delivery", guid);
        headers.put("X-GitHub-Hook-ID", "1");
        secret("It's a Secret to Everybody");
    }

    public static SignedDelivery of(String event, String guid, byte[] json) {
        return new SignedDelivery(event, guid, "application/json", json);
    }

    public static SignedDelivery form(String event, String guid, byte[] json) {
        String form = "payload=" + URLEncoder.encode(new String(json, UTF_8), UTF_8);
        return new SignedDelivery(event, guid, "application/x-www-form-urlencoded", form.getBytes(UTF_8));
    }

    public SignedDelivery header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public SignedDelivery without(String name) {
        headers.remove(name);
        return this;
    }

    public SignedDelivery unsigned() {
        return without("X-Hub-Signature-256");
    }

    public SignedDelivery secret(String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return header("X-Hub-Signature-256", "sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For large bodies, which REST Assured would copy several times. */
    public int sendLarge(URI address) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(address);
            headers.forEach(request::header);
            return client.send(request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    public Response send() {
        RequestSpecification request = RestAssured.given()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs("application/x-www-form-urlencoded", ContentType.BINARY)));
        headers.forEach(request::header);
        return request.body(body).post("/webhooks/github");
    }
}

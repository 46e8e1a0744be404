package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingest.forge.Forge;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook call as one of the forges that teams connect makes it, with its look-alike headers, which tests can modify. */
final class ForgeDelivery {

    /** The private key of RFC 8032, section 7.1, test 1, whose public key {@link ConnectedTeam} connects. */
    private static final String SOURCEHUT_KEY =
            "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String SIGNING_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private byte[] body;
    private String address;

    private ForgeDelivery(String address, byte[] body) {
        this.address = address;
        this.body = body;
        header("Content-Type", "application/json");
    }

    /** As the forge signs it with the secrets of {@link ConnectedTeam}. */
    static ForgeDelivery of(Forge forge, String guid, byte[] json) {
        var call = new ForgeDelivery("/webhooks/acme/" + forge.word(), json);
        switch (forge) {
            case GITHUB -> throw new IllegalArgumentException("not a forge that teams connect");
            case GITLAB -> call.signedByGitlab(guid);
            case GITEA -> call.likeGithub(guid).family("Gitea", guid, hex("gitea-secret", json));
            case FORGEJO, CODEBERG ->
                call.likeGithub(guid)
                        .family("Gitea", guid, hex("forgejo-secret", json))
                        .family("Forgejo", guid, hex("forgejo-secret", json));
            case BITBUCKET ->
                call.header("X-Event-Key", "repo:push")
                        .header("X-Request-UUID", guid)
                        .header("X-Hook-UUID", "429f6a2e-0000-4000-8000-000000000001")
                        .header("X-Attempt-Number", "1")
                        .header("X-Hub-Signature", "sha256=" + hex("bitbucket-secret", json));
            case BITBUCKET_DATA_CENTER ->
                call.header("X-Event-Key", "repo:refs_changed")
                        .header("X-Request-Id", guid)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .header("X-Hub-Signature", "sha256=" + hex("data-center-secret", json));
            case SOURCEHUT ->
                call.header("X-Webhook-Event", "GIT_POST_RECEIVE")
                        .header("X-Webhook-Delivery", guid)
                        .header("X-Payload-Nonce", "0123456789abcdef")
                        .header("X-Payload-Signature", ed25519(json, "0123456789abcdef"));
        }
        return call;
    }

    ForgeDelivery to(String other) {
        address = other;
        return this;
    }

    ForgeDelivery header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    ForgeDelivery without(String name) {
        headers.remove(name);
        return this;
    }

    ForgeDelivery body(byte[] other) {
        body = other;
        return this;
    }

    /** As Gitea sends a form: what is signed is the JSON. */
    ForgeDelivery asForm() {
        body = ("payload=" + URLEncoder.encode(new String(body, UTF_8), UTF_8)).getBytes(UTF_8);
        return header("Content-Type", "application/x-www-form-urlencoded");
    }

    Response send() {
        RequestSpecification request = RestAssured.given()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs("application/x-www-form-urlencoded", ContentType.BINARY)));
        headers.forEach(request::header);
        return request.body(body).post(address);
    }

    private ForgeDelivery likeGithub(String guid) {
        return header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", guid)
                .header("X-Hub-Signature-256", "sha256=" + "0".repeat(64));
    }

    private ForgeDelivery family(String name, String guid, String signature) {
        return header("X-%s-Event".formatted(name), "push")
                .header("X-%s-Delivery".formatted(name), guid)
                .header("X-%s-Signature".formatted(name), signature);
    }

    private void signedByGitlab(String guid) {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        byte[] head = (guid + "." + timestamp + ".").getBytes(UTF_8);
        byte[] key = Base64.getDecoder().decode(SIGNING_KEY.substring("whsec_".length()));
        header("X-Gitlab-Event", "Push Hook")
                .header("X-Gitlab-Instance", "https://example.com")
                .header("Idempotency-Key", guid)
                .header("webhook-id", guid)
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(hmac(key, head, body)));
    }

    private static String hex(String secret, byte[] body) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(UTF_8), new byte[0], body));
    }

    private static byte[] hmac(byte[] key, byte[] head, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ed25519(byte[] body, String nonce) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            byte[] key = HexFormat.of().parseHex(SOURCEHUT_KEY);
            signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(key)));
            signature.update(body);
            signature.update(nonce.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

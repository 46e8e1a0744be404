package dev.millrace.simulator.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.millrace.simulator.Forge;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InstallationListIT {

    private final Forge forge = new Forge();
    private String jwt;
    private long installation;

    @BeforeEach
    void install() throws GeneralSecurityException, JoseException {
        jwt = jwt();
        forge.repository("web", true);
        installation = forge.install();
    }

    @Test
    void listsWhatChangedSinceATime() {
        Instant soon = Instant.now().plusSeconds(3_600);

        list(Map.of("since", "2020-01-01T00:00:00Z")).then().body("id", hasItem(installation));
        list(Map.of("since", soon.toString())).then().body("id", not(hasItem(installation)));
        assertThat(list(Map.of("since", "yesterday")).statusCode()).isEqualTo(422);
    }

    @Test
    void listsThoseThatHaveNotAcceptedThePermissions() {
        var other = new Forge();
        other.repository("web", true);
        long old = Forge.call(
                        "POST",
                        "/installations",
                        Map.of("account", other.organization(), "permissions", Map.of("metadata", "read")))
                .getLong("id");

        list(Map.of("outdated", "1")).then().body("id", hasItem(old)).body("id", not(hasItem(installation)));
    }

    @Test
    void answersAConditionalRequestWithoutABodyUntilSomethingChanges() {
        String tag = list(Map.of()).header("etag");

        conditional(tag).then().statusCode(304).body(emptyString());
        Forge.call("POST", "/installations/" + installation + "/suspend", Map.of());

        assertThat(conditional(tag).statusCode()).isEqualTo(200);
    }

    private Response list(Map<String, String> query) {
        return given().header("Authorization", "Bearer " + jwt)
                .queryParam("per_page", 100)
                .queryParams(query)
                .get("/app/installations");
    }

    private Response conditional(String tag) {
        return given().header("Authorization", "Bearer " + jwt)
                .header("If-None-Match", tag)
                .queryParam("per_page", 100)
                .get("/app/installations");
    }

    private static String jwt() throws GeneralSecurityException, JoseException {
        JsonPath app = Forge.call("GET", "/app", Map.of());
        var claims = new JwtClaims();
        claims.setIssuer(app.getString("id"));
        claims.setIssuedAt(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 30));
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() + 300));
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKey(key(app.getString("privateKeyPem")));
        return signature.getCompactSerialization();
    }

    /** PKCS#1, as GitHub provides it, within the frame of PKCS#8 (RFC 5208). */
    private static PrivateKey key(String pem) throws GeneralSecurityException {
        byte[] pkcs1 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(HexFormat.of().parseHex("020100300d06092a864886f70d01010105000482"));
        octets.write(pkcs1.length >> 8);
        octets.write(pkcs1.length);
        octets.writeBytes(pkcs1);
        var pkcs8 = new ByteArrayOutputStream();
        pkcs8.writeBytes(HexFormat.of().parseHex("3082"));
        pkcs8.write(octets.size() >> 8);
        pkcs8.write(octets.size());
        pkcs8.writeBytes(octets.toByteArray());
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8.toByteArray()));
    }
}

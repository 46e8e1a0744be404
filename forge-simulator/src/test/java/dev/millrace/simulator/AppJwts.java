package dev.millrace.simulator;

import io.restassured.path.json.JsonPath;
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

/** Tokens of the simulated App. */
public final class AppJwts {

    private AppJwts() {}

    /** A token as the App creates it. */
    public static String create() throws GeneralSecurityException, JoseException {
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

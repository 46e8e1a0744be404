package dev.millrace.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TeamKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void signsTokensThatItsPublicKeyProves() throws Exception {
        TeamKey key = TeamKey.newFor("acme", Clock.fixed(NOW, ZoneOffset.UTC));

        String[] parts = key.token("acme/widgets", Duration.ofHours(1), "git:read", "git:write")
                .split("\\.", -1);

        assertThat(json(parts[0])).isEqualTo(text("{'alg':'ES256','typ':'JWT'}"));
        assertThat(json(parts[1]))
                .isEqualTo(text("{'iss':'acme','sub':'demo','repo':'acme/widgets','scopes':['git:read','git:write'],"
                        + "'iat':1795175970,'exp':1795179600}"));
        var check = Signature.getInstance("SHA256withECDSAinP1363Format");
        String pem = key.publicKeyPem().replaceAll("-----[A-Z ]+-----", "");
        check.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
        check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    private static JsonNode json(String part) throws Exception {
        return JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(part));
    }

    private static JsonNode text(String json) throws Exception {
        return JsonMapper.builder().build().readTree(json.replace('\'', '"'));
    }
}

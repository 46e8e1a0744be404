package dev.millrace.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    private static final String SECRET = "a secret of the tests";
    private static final String BODY = "{\"ref\":\"refs/heads/mäin\"}";
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void isWhatPythonComputes() {
        // hmac.new(secret, b"1700000000." + body, hashlib.sha256).hexdigest()
        assertThat(header(NOW))
                .isEqualTo("t=1700000000,sha256=9ba84c57551ddbcc4ca400aedbe39a1e0ff8ba8fedd6ca59b1539e5201bd7324");
    }

    @Test
    void isTakenByTheRulesOfTheSdk() {
        assertThat(Verifier.objection(header(NOW), BODY, SECRET, NOW)).isEmpty();
        assertThat(Verifier.objection(header(NOW), BODY, SECRET, NOW.plusSeconds(300)))
                .isEmpty();
        assertThat(Verifier.objection(header(NOW.plusMillis(999)), BODY, SECRET, NOW))
                .isEmpty();
    }

    @Test
    void endsAfterFiveMinutes() {
        assertThat(Verifier.objection(header(NOW), BODY, SECRET, NOW.plusSeconds(301)))
                .isEqualTo("too old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"ref\":\"refs/heads/main\"}"})
    void standsForOneBodyOnly(String other) {
        assertThat(Verifier.objection(header(NOW), other, SECRET, NOW)).isEqualTo("wrong signature");
    }

    @Test
    void standsForOneSecretOnly() {
        assertThat(Verifier.objection(header(NOW), BODY, "another secret", NOW)).isEqualTo("wrong signature");
    }

    private static String header(Instant at) {
        return Signature.header(SECRET.getBytes(StandardCharsets.UTF_8), at, BODY);
    }
}

package dev.millrace.ingest.hook;

import static dev.millrace.ingest.hook.Calls.connection;
import static dev.millrace.ingest.hook.Calls.headers;
import static dev.millrace.ingest.hook.Calls.secret;
import static dev.millrace.ingest.hook.Calls.verify;
import static dev.millrace.ingest.hook.Calls.with;
import static dev.millrace.ingest.hook.Calls.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Verified;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key and signature of RFC 8032, section 7.1, test 2 (of one byte, which is the nonce here), and one made by OpenSSL. */
class SourcehutVerifierTest {

    private static final String RFC_KEY = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    private static final String RFC_SIGNATURE =
            "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA==";
    private static final String KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static final String BODY = "{\"data\":{}}";

    private static final HookHeaders CALL = headers(
            "X-Webhook-Event", "GIT_POST_RECEIVE",
            "X-Webhook-Delivery", "3b9a2f0e-6d3b-4d6b-9e24-4c2a2f2c7f11",
            "X-Payload-Nonce", "nonce-1",
            "X-Payload-Signature",
                    "4wa2IhPL8A8vwP2blGvHnjF54UrpkA5ArHt6ivd4scKNXguRYRYdnS8G2DPKNnCchLd9kx68Ux/cK9pmoQCGDQ==");

    @Test
    void knowsTheSignatureOfTheRfc() {
        HookHeaders call = with(with(CALL, "X-Payload-Nonce", "r"), "X-Payload-Signature", RFC_SIGNATURE);

        assertThat(verify(connection(Forge.SOURCEHUT, RFC_KEY), call, "")).isInstanceOf(Verified.class);
    }

    @Test
    void verifiesBodyAndNonce() {
        HookConnection connection = connection(Forge.SOURCEHUT, RFC_KEY, KEY);

        assertThat(verify(connection, CALL, BODY))
                .isEqualTo(new Verified(secret(KEY), "GIT_POST_RECEIVE", "", "3b9a2f0e-6d3b-4d6b-9e24-4c2a2f2c7f11"));
        assertThat(verify(connection, CALL, BODY + " ")).isInstanceOf(BadProof.class);
        assertThat(verify(connection, with(CALL, "X-Payload-Nonce", "nonce-2"), BODY))
                .isInstanceOf(BadProof.class);
        assertThat(verify(connection(Forge.SOURCEHUT, RFC_KEY), CALL, BODY)).isInstanceOf(BadProof.class);
    }

    @Test
    void acceptsAKeyInX509() {
        byte[] raw = Base64.getDecoder().decode(KEY);
        byte[] x509 = new byte[44];
        System.arraycopy(Base64.getDecoder().decode("MCowBQYDK2VwAyEA"), 0, x509, 0, 12);
        System.arraycopy(raw, 0, x509, 12, 32);

        assertThat(verify(connection(Forge.SOURCEHUT, Base64.getEncoder().encodeToString(x509)), CALL, BODY))
                .isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "not Base64", "4wa2IhPL8A8vwP2blGvHnjF54UrpkA5ArHt6ivd4scI="})
    void refusesWhatIsNoSignatureBeforeTheBodyIsRead(String signature) {
        assertThat(Verifiers.of(Forge.SOURCEHUT).missing(with(CALL, "X-Payload-Signature", signature)))
                .isPresent();
        assertThat(verify(connection(Forge.SOURCEHUT, KEY), with(CALL, "X-Payload-Signature", signature), BODY))
                .isInstanceOf(NoProof.class);
    }

    @Test
    void refusesSixtyFourBytesThatAreNoSignature() {
        String noise = Base64.getEncoder().encodeToString(new byte[64]).replace('A', '/');

        assertThat(verify(connection(Forge.SOURCEHUT, KEY), with(CALL, "X-Payload-Signature", noise), BODY))
                .isInstanceOfAny(BadProof.class, NoProof.class);
        assertThat(verify(connection(Forge.SOURCEHUT, KEY), without(CALL, "X-Payload-Nonce"), BODY))
                .isInstanceOf(NoProof.class);
    }

    @Test
    void namesWhatIsWrongWithAKey() {
        DeliveryVerifier verifier = Verifiers.of(Forge.SOURCEHUT);

        assertThat(verifier.problem(KEY)).isEmpty();
        assertThat(verifier.problem("secret")).contains("SourceHut needs its public Ed25519 key in Base64");
    }
}

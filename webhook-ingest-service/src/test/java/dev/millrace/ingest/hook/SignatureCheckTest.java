package dev.millrace.ingest.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector is the one in GitHub's "Validating webhook deliveries". */
class SignatureCheckTest {

    private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
    private static final String DIGEST = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static final HookSecret SECRET = HookSecret.of(UUID.randomUUID(), "It's a Secret to Everybody");
    private static final HookSecret OTHER = HookSecret.of(UUID.randomUUID(), "another");

    @Test
    void knowsTheOfficialSignature() {
        assertThat(SignatureCheck.matching(body(BODY), "sha256=" + DIGEST, List.of(SECRET)))
                .contains(SECRET);
    }

    @Test
    void reportsWhichOfSeveralSecretsMatched() {
        assertThat(SignatureCheck.matching(body(BODY), "sha256=" + DIGEST, List.of(OTHER, SECRET)))
                .contains(SECRET);
    }

    @Test
    void refusesASecretThatIsNotActive() {
        assertThat(SignatureCheck.matching(body(BODY), "sha256=" + DIGEST, List.of(OTHER)))
                .isEmpty();
    }

    @Test
    void refusesABodyThatWasChanged() {
        assertThat(SignatureCheck.matching(body("Hello, World".getBytes(UTF_8)), "sha256=" + DIGEST, List.of(SECRET)))
                .isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "sha256=",
                "sha256=757107",
                DIGEST,
                "sha1=" + DIGEST,
                "sha256=" + DIGEST + "00",
                "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                "sha256=857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            })
    void refusesWhatIsNoSignatureOfThis(String header) {
        assertThat(SignatureCheck.matching(body(BODY), header, List.of(SECRET))).isEmpty();
    }

    private static Consumer<Mac> body(byte[] bytes) {
        return mac -> mac.update(bytes);
    }
}

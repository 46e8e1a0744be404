package dev.millrace.ingest.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector is the one in GitHub's "Validating webhook deliveries". */
class SignatureCheckTest {

    private static final SignatureCheck CHECK = new SignatureCheck("sha256=");
    private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
    private static final String DIGEST = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static final HookSecret SECRET =
            HookSecret.of(UUID.randomUUID(), "It's a Secret to Everybody", "c", "github.com");
    private static final HookSecret OTHER = HookSecret.of(UUID.randomUUID(), "another", "c", "github.com");

    @Test
    void knowsTheOfficialSignature() {
        assertThat(CHECK.matching(body(BODY), Optional.of("sha256=" + DIGEST), List.of(SECRET)))
                .contains(SECRET);
    }

    @Test
    void reportsWhichOfSeveralSecretsMatched() {
        assertThat(CHECK.matching(body(BODY), Optional.of("sha256=" + DIGEST), List.of(OTHER, SECRET)))
                .contains(SECRET);
    }

    @Test
    void refusesASecretThatIsNotActive() {
        assertThat(CHECK.matching(body(BODY), Optional.of("sha256=" + DIGEST), List.of(OTHER)))
                .isEmpty();
    }

    @Test
    void refusesABodyThatWasChanged() {
        assertThat(CHECK.matching(
                        body("Hello, World".getBytes(UTF_8)), Optional.of("sha256=" + DIGEST), List.of(SECRET)))
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
        assertThat(CHECK.matching(body(BODY), Optional.ofNullable(header), List.of(SECRET)))
                .isEmpty();
    }

    @Test
    void knowsASignatureWithoutPrefix() {
        var bare = new SignatureCheck("");

        assertThat(bare.matching(body(BODY), Optional.of(DIGEST), List.of(OTHER, SECRET)))
                .contains(SECRET);
        assertThat(bare.matching(body(BODY), Optional.of("sha256=" + DIGEST), List.of(SECRET)))
                .isEmpty();
    }

    private static SignedBytes body(byte[] bytes) {
        return sink -> sink.take(bytes, 0, bytes.length);
    }
}

package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.identity.signature.PublicSigningKey;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyFormatsTest {

    static Stream<Supplier<Signer>> signers() {
        return Stream.of(
                () -> Signer.ssh("ed25519"),
                () -> Signer.ssh("ecdsa", "-b", "256"),
                () -> Signer.ssh("ecdsa", "-b", "384"),
                () -> Signer.ssh("ecdsa", "-b", "521"),
                () -> Signer.ssh("rsa", "-b", "2048"),
                () -> Signer.openPgp("ed25519"),
                () -> Signer.openPgp("rsa2048"));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void knowsItsOwnSignatureAndNoOther(Supplier<Signer> maker) {
        try (Signer signer = maker.get();
                Signer other = Signer.ssh("ed25519")) {
            PublicSigningKey key = PublicSigningKey.read(signer.publicKey());
            String signature = signer.sign("a text", "git");

            assertThat(key.verifies(bytes("a text"), signature)).isTrue();
            assertThat(key.verifies(bytes("another text"), signature)).isFalse();
            assertThat(key.verifies(bytes("a text"), other.sign("a text", "git")))
                    .isFalse();
            assertThat(key.verifies(bytes("a text"), signature.substring(0, signature.length() / 2)))
                    .isFalse();
            assertThat(key.verifies(bytes("a text"), "")).isFalse();
            PublicSigningKey again = PublicSigningKey.read(key.text());
            assertThat(again.fingerprint()).isEqualTo(key.fingerprint());
            assertThat(again.verifies(bytes("a text"), signature)).isTrue();
        }
    }

    @Test
    void refusesASignatureThatWasMadeForSomethingElse() {
        Signer signer = Signer.ssh("ed25519");
        PublicSigningKey key = PublicSigningKey.read(signer.publicKey());

        assertThat(key.verifies(bytes("a text"), signer.sign("a text", "file"))).isFalse();
    }

    @Test
    void refusesShortKeys() {
        assertThatThrownBy(() ->
                        PublicSigningKey.read(Signer.ssh("rsa", "-b", "1024").publicKey()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2048");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-ed25519 %%%",
                "ssh-ed25519 AAAA",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIDaLdQ4m6zq8oYb7m2bq0Qm5u7z0w3x3s3c2b1d0e9fA",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==",
                "ssh-dss AAAAB3NzaC1kc3M=",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDaLdQ4m6zq8oYb7m2bq0Qm5u7z0w3x3s3c2b1d0e9fA\nsecond line",
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----",
                "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----"
            })
    void refusesWhatIsNoKey(String text) {
        assertThatThrownBy(() -> PublicSigningKey.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesACommitApart() {
        SignedCommit commit = SignedCommit.of(
                        bytes("tree 1\ngpgsig -----BEGIN\n line\n \n -----END\nencoding x\n\ngpgsig no\n"))
                .orElseThrow();

        assertThat(new String(commit.payload(), StandardCharsets.UTF_8)).isEqualTo("tree 1\nencoding x\n\ngpgsig no\n");
        assertThat(commit.signature()).isEqualTo("-----BEGIN\nline\n\n-----END\n");
        assertThat(SignedCommit.of(bytes("tree 1\n\ngpgsig no\n"))).isEmpty();
        assertThat(SignedCommit.of(bytes("gpgsig a\ngpgsig b\n\nx"))).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

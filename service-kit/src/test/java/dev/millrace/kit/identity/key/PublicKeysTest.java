package dev.millrace.kit.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.testing.TestKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

class PublicKeysTest {

    @Test
    void readsTheThreeKindsThatSignTokens() {
        assertThat(PublicKeys.read(TestKeys.pem(TestKeys.ec().getPublic())).getAlgorithm())
                .isEqualTo("EC");
        assertThat(PublicKeys.read(TestKeys.pem(TestKeys.rsa().getPublic())).getAlgorithm())
                .isEqualTo("RSA");
        assertThat(PublicKeys.read(TestKeys.pem(TestKeys.ed25519().getPublic())).getAlgorithm())
                .isEqualTo("EdDSA");
    }

    @Test
    void refusesAShortRsaKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String pem = TestKeys.pem(generator.generateKeyPair().getPublic());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.read(pem))
                .withMessageContaining("1024 bits");
    }

    @Test
    void refusesAnotherCurve() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        String pem = TestKeys.pem(generator.generateKeyPair().getPublic());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.read(pem))
                .withMessageContaining("P-256");
    }

    @Test
    void refusesAPrivateKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.read(TestKeys.pem(TestKeys.ec().getPrivate())))
                .withMessageContaining("BEGIN PUBLIC KEY");
    }
}

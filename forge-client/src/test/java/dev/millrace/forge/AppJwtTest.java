package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppJwtTest {

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private AppJwt jwt;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        jwt = new AppJwt(gitHub.config(), gitHub.clock);
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void isIssuedAMinuteAgoAndExpiresWithinTenMinutes() throws Exception {
        JsonNode claims = claims(jwt.mint());

        long now = FakeGitHub.NOW.getEpochSecond();
        assertThat(claims.get("iat").asLong()).isEqualTo(now - 60);
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isLessThan(600);
        assertThat(claims.get("exp").asLong()).isGreaterThan(now + 60);
        assertThat(claims.get("iss").asText()).isEqualTo("4711");
    }

    @Test
    void isSignedWithTheAppsKey() throws Exception {
        String token = jwt.mint();

        assertThat(isSignedBy(token, gitHub.keys)).isTrue();
    }

    @Test
    void readsTheKeyAsGitHubHandsItOut() throws Exception {
        Files.writeString(gitHub.keyFile, pkcs1(gitHub.keys));

        assertThat(isSignedBy(jwt.mint(), gitHub.keys)).isTrue();
    }

    @Test
    void followsARotatedKeyWithoutRestart() throws Exception {
        jwt.mint();
        KeyPair rotated = FakeGitHub.rsaKeys();
        gitHub.writeKey(rotated);

        assertThat(isSignedBy(jwt.mint(), rotated)).isTrue();
    }

    @Test
    void reportsThatNoAppIsConnected() {
        var config = gitHub.config();
        var noApp = new GitHubConfig(config.host(), Optional.empty(), config.keys(), config.timeout());

        assertThatThrownBy(() -> new AppJwt(noApp, gitHub.clock).mint())
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.AUTHENTICATION_REFUSED))
                .hasMessage("no GitHub App is configured for github.test");
    }

    @Test
    void usesTheOlderKeyWhenTheNewestIsRefused() throws Exception {
        KeyPair older = FakeGitHub.rsaKeys();
        GitHubConfig config = gitHub.config();
        List<String> both = List.of(pkcs1(gitHub.keys), pkcs1(older));
        var rotating =
                new AppJwt(new GitHubConfig(config.host(), config.appId(), () -> both, config.timeout()), gitHub.clock);

        assertThat(rotating.attempts()).isEqualTo(2);
        assertThat(isSignedBy(rotating.mint(), gitHub.keys)).isTrue();
        assertThat(isSignedBy(rotating.mint(1), older)).isTrue();
    }

    @Test
    void reportsThatTheAppHasNoKey() {
        GitHubConfig config = gitHub.config();
        var keyless =
                new AppJwt(new GitHubConfig(config.host(), config.appId(), List::of, config.timeout()), gitHub.clock);

        assertThatThrownBy(keyless::mint)
                .isInstanceOf(ForgeFailure.class)
                .hasMessage("App 4711 at github.test has no private key");
    }

    @Test
    void refusesAFileWithoutAKeyAndDoesNotQuoteIt() throws Exception {
        Files.writeString(gitHub.keyFile, "hunter2");

        assertThatThrownBy(jwt::mint)
                .isInstanceOf(ForgeFailure.class)
                .hasMessageContaining("no PEM block")
                .hasMessageNotContaining("hunter2");
    }

    private static JsonNode claims(String jwt) throws Exception {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
    }

    private static boolean isSignedBy(String jwt, KeyPair keys) throws Exception {
        int dot = jwt.lastIndexOf('.');
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update(jwt.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1)));
    }

    /** The RSAPrivateKey sequence that PKCS#8 carries after its 26 bytes of header. */
    private static String pkcs1(KeyPair keys) {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        byte[] inner = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        return "-----BEGIN RSA PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(inner)
                + "\n-----END RSA PRIVATE KEY-----\n";
    }
}

package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubConfig;
import dev.millrace.forge.GitHubTraffic;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolveUpstreamTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);
    private static final Credentials INSTALLATION = new Credentials.Installation(Optional.of("7"));
    private static final Credentials STORED = new Credentials.Stored("gitea", Optional.of("bot"), "s3cret-of-the-team");
    private static final InetAddress PUBLIC = address(8, 8, 8, 8);

    @TempDir
    Path folder;

    @Test
    void sendsAnInstallationsTokenToTheConfiguredForge() {
        UpstreamAccess access = resolved(
                resolve(new Tokens()).handle("r", "https://github.com/a/r.git/", INSTALLATION, Optional.empty()));

        assertThat(access.address()).isEqualTo(URI.create("https://github.com/a/r.git"));
        assertThat(access.credential())
                .contains(ForgeCredential.of(access.token().orElseThrow()));
        assertThat(access.token().map(InstallationToken::value)).contains("token-of-7");
        assertThat(access.pinned()).isEmpty();
        assertThat(access.redactor().redact("it was token-of-7")).isEqualTo("it was ***");
    }

    @Test
    void replacesATokenThatTheForgeRejected() {
        var rejected = new InstallationToken("token-of-7", Instant.EPOCH);

        assertThat(resolved(resolve(new Tokens())
                                .handle("r", "https://github.com/a/r.git", INSTALLATION, Optional.of(rejected)))
                        .token()
                        .map(InstallationToken::value))
                .contains("another-token-of-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/a/r.git",
                "http://github.com/a/r.git",
                "https://user:pw@github.com/a/r.git",
                "not an address",
                "ext::sh -c id",
                ""
            })
    void sendsAnInstallationsTokenNowhereElse(String cloneUrl) {
        var tokens = new Tokens();

        assertThat(rejected(resolve(tokens).handle("r", cloneUrl, INSTALLATION, Optional.empty())))
                .isEqualTo(new UpstreamFailure.AccessDenied("the clone address of r is not at a connected forge"));
        assertThat(tokens.requests).isZero();
    }

    @Test
    void reportsThatNoInstallationHasAccess() {
        assertThat(rejected(resolve(new Tokens())
                        .handle(
                                "r",
                                "https://github.com/a/r.git",
                                new Credentials.Installation(Optional.empty()),
                                Optional.empty())))
                .isEqualTo(new UpstreamFailure.AccessDenied("no installation of the App has access to r"));
    }

    @ParameterizedTest
    @CsvSource({"404, AccessDenied", "429, RateLimited", "502, Unreachable"})
    void reportsWhyTheForgeIssuesNoToken(int status, String expected) throws IOException {
        HttpServer api = TestForge.listen(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "17");
            TestForge.send(exchange, status, "{\"message\": \"no\"}");
        });
        try {
            String key = TestKeys.pem(TestKeys.rsa().getPrivate());
            URI address = URI.create("http://localhost:" + api.getAddress().getPort());
            var config = new GitHubConfig(
                    new ForgeHost("github.com", address, address),
                    Optional.of("17"),
                    () -> List.of(key),
                    Duration.ofSeconds(10));
            InstallationTokens tokens = new GitHubApp(
                            config,
                            CLOCK,
                            TrustedCertificates.with(List.of()).context(),
                            new GitHubTraffic(CLOCK, new SimpleMeterRegistry()))
                    .installationTokens();

            UpstreamFailure failure =
                    rejected(resolve(tokens).handle("r", "https://github.com/a/r.git", INSTALLATION, Optional.empty()));

            assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
            assertThat(failure.message()).startsWith("no token for r: ");
            if (failure instanceof UpstreamFailure.RateLimited limited) {
                assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(17));
            }
        } finally {
            api.stop(0);
        }
    }

    @Test
    void connectsToCheckedAddressesOnly() {
        UpstreamAccess access = resolved(
                resolve(new Tokens()).handle("r", "https://git.example.org/a/r.git", STORED, Optional.empty()));

        assertThat(access.pinned()).containsExactly(PUBLIC);
        assertThat(access.credential().map(ForgeCredential::description))
                .contains("the user name 'bot' with the stored password or token");
        assertThat(access.token()).isEmpty();
        assertThat(access).asString().doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://internal.example/a/r.git",
                "https://10.0.0.1/a/r.git",
                "http://git.example.org/a/r.git",
                "https://user:s3cret-of-the-team@git.example.org/a/r.git",
                "not an address",
                "ext::sh -c id",
                ""
            })
    void rejectsAddressesThatTheGuardRejects(String cloneUrl) {
        UpstreamFailure failure = rejected(resolve(new Tokens()).handle("r", cloneUrl, STORED, Optional.empty()));

        assertThat(failure).isInstanceOf(UpstreamFailure.AddressRejected.class);
        assertThat(failure.message()).doesNotContain("s3cret");
    }

    @Test
    void sendsTheCredentialWithAnActionAtTheUpstreamsOwnOrigin() {
        UpstreamAccess upstream = upstream();
        var plain = new LfsAction(URI.create("https://git.example.org/o/1"), Map.of());
        var authorized = new LfsAction(plain.target(), Map.of("authorization", "Bearer of-the-action"));

        assertThat(resolved(resolve(new Tokens()).handle(upstream, plain)).credential())
                .isEqualTo(upstream.credential());
        UpstreamAccess own = resolved(resolve(new Tokens()).handle(upstream, authorized));
        assertThat(own.credential()).isEmpty();
        assertThat(own.pinned()).isEqualTo(upstream.pinned());
        assertThat(own.sanitized("it was of-the-action or s3cret-of-the-team")).isEqualTo("it was *** or ***");
    }

    @Test
    void sendsNoCredentialWithAnActionElsewhere() {
        var elsewhere =
                new LfsAction(URI.create("https://store.example.org/o/1?sig=x"), Map.of("X-Sig", "of-the-action"));
        UpstreamAccess access = resolved(resolve(new Tokens()).handle(upstream(), elsewhere));

        assertThat(access.credential()).isEmpty();
        assertThat(access.pinned()).containsExactly(PUBLIC);
        assertThat(access.sanitized("it was of-the-action")).isEqualTo("it was ***");
    }

    @Test
    void rejectsAnActionAtAnAddressThatTheGuardRejects() {
        var inside = new LfsAction(URI.create("https://internal.example/o/1"), Map.of());

        assertThat(rejected(resolve(new Tokens()).handle(upstream(), inside)))
                .isInstanceOf(UpstreamFailure.AddressRejected.class);
    }

    private static UpstreamAccess upstream() {
        return resolved(resolve(new Tokens()).handle("r", "https://git.example.org/a/r.git", STORED, Optional.empty()));
    }

    private static ResolveUpstream resolve(InstallationTokens tokens) {
        return new ResolveUpstream(
                tokens,
                new TrustedOrigins(() -> List.of(ForgeHost.gitHub("github.com"))),
                new OutboundAddresses(
                        List.of(),
                        host -> List.of(
                                host.startsWith("internal") || host.startsWith("10.") ? address(10, 0, 0, 1) : PUBLIC)),
                CLOCK);
    }

    private static UpstreamAccess resolved(ResolveOutcome outcome) {
        assertThat(outcome).isInstanceOf(ResolveOutcome.Resolved.class);
        return ((ResolveOutcome.Resolved) outcome).access();
    }

    private static UpstreamFailure rejected(ResolveOutcome outcome) {
        assertThat(outcome).isInstanceOf(ResolveOutcome.Rejected.class);
        return ((ResolveOutcome.Rejected) outcome).failure();
    }

    private static InetAddress address(int... bytes) {
        try {
            byte[] raw = new byte[bytes.length];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = (byte) bytes[i];
            }
            return InetAddress.getByAddress(raw);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Issues tokens that name their installation. */
    private static final class Tokens implements InstallationTokens {

        private int requests;

        @Override
        public InstallationToken token(ForgeInstallation installation) {
            requests++;
            return new InstallationToken("token-of-" + installation.id(), CLOCK.instant());
        }

        @Override
        public InstallationToken replace(ForgeInstallation installation, InstallationToken refused) {
            requests++;
            return new InstallationToken("another-token-of-" + installation.id(), CLOCK.instant());
        }

        @Override
        public void forget(ForgeInstallation installation) {
            // nothing is kept
        }

        @Override
        public void forgetAll() {
            // nothing is kept
        }
    }
}

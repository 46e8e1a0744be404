package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedInstallationTokensTest {

    private static final String LONG_TOKEN = "ghs_" + "x".repeat(700);

    @TempDir
    Path directory;

    private static final ForgeInstallation INSTALLATION = new ForgeInstallation("github.test", "7");

    private FakeGitHub gitHub;
    private InstallationTokens tokens;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        tokens = gitHub.app().installationTokens();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void asksOnceAndKeepsTheAnswer() {
        gitHub.grantsToken(LONG_TOKEN, FakeGitHub.NOW.plus(Duration.ofHours(1)));

        tokens.token(INSTALLATION);
        var second = tokens.token(INSTALLATION);

        assertThat(second.value()).isEqualTo(LONG_TOKEN);
        gitHub.server.verify(
                1,
                postRequestedFor(urlPathEqualTo("/app/installations/7/access_tokens"))
                        .withHeader("Authorization", matching("Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+"))
                        .withHeader("X-GitHub-Api-Version", equalTo("2022-11-28"))
                        .withHeader("User-Agent", equalTo("millrace")));
    }

    @Test
    void refreshesFiveMinutesBeforeExpiry() {
        gitHub.grantsToken("first", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        tokens.token(INSTALLATION);
        gitHub.grantsToken("second", FakeGitHub.NOW.plus(Duration.ofHours(2)));

        gitHub.clock.advance(Duration.ofMinutes(54));
        assertThat(tokens.token(INSTALLATION).value()).isEqualTo("first");
        gitHub.clock.advance(Duration.ofMinutes(1));
        assertThat(tokens.token(INSTALLATION).value()).isEqualTo("second");
    }

    @Test
    void sharesOneRequestBetweenCallersThatAskAtOnce() throws Exception {
        gitHub.server.stubFor(post(anyUrl())
                .willReturn(aResponse()
                        .withFixedDelay(200)
                        .withStatus(201)
                        .withBody("{\"token\":\"shared\",\"expires_at\":\"2026-11-20T13:00:00Z\"}")));
        List<Callable<InstallationToken>> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            callers.add(() -> tokens.token(INSTALLATION));
        }

        List<Future<InstallationToken>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(callers);
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.get().value()).isEqualTo("shared"));
        gitHub.server.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void replacesARefusedTokenOnceForAllWhoHeldIt() {
        gitHub.grantsToken("revoked", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        var refused = tokens.token(INSTALLATION);
        gitHub.grantsToken("fresh", FakeGitHub.NOW.plus(Duration.ofHours(1)));

        tokens.replace(INSTALLATION, refused);
        var second = tokens.replace(INSTALLATION, refused);

        assertThat(second.value()).isEqualTo("fresh");
        gitHub.server.verify(2, postRequestedFor(anyUrl()));
    }

    @Test
    void asksAgainAfterForgetting() {
        gitHub.grantsToken("a", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        tokens.token(INSTALLATION);

        tokens.forget(INSTALLATION);
        tokens.token(INSTALLATION);

        gitHub.server.verify(2, postRequestedFor(anyUrl()));
    }

    @Test
    void reportsThatTheAppIsNotInstalled() {
        gitHub.server.stubFor(
                post(anyUrl()).willReturn(aResponse().withStatus(404).withBody("{\"message\":\"Not Found\"}")));

        assertThatThrownBy(() -> tokens.token(INSTALLATION))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.NOT_FOUND));
    }

    @Test
    void givesUpAfterASecondRefusal() {
        gitHub.server.stubFor(post(anyUrl())
                .willReturn(aResponse()
                        .withStatus(401)
                        .withBody("{\"message\":\"A JSON web token could not be decoded\"}")));

        assertThatThrownBy(() -> tokens.token(INSTALLATION))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.AUTHENTICATION_REFUSED));
        gitHub.server.verify(2, postRequestedFor(anyUrl()));
    }

    @Test
    void hidesTheTokenFromLogs() {
        gitHub.grantsToken("ghs_secret", FakeGitHub.NOW.plus(Duration.ofHours(1)));

        assertThat(tokens.token(INSTALLATION).toString()).doesNotContain("ghs_secret");
    }
}

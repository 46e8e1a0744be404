package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.millrace.forge.CheckRunState.Queued;
import dev.millrace.forge.ForgeFailure.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, conditional requests and renames, from the first request to the last. */
class GitHubTrafficTest {

    private static final String SHA = "ce587453ced02b1526dfb4cb910479d431683101";
    private static final String RUNS = "/repos/acme/widgets/check-runs";
    private static final String COMMIT_RUNS = "/repos/acme/widgets/commits/" + SHA + "/check-runs";
    private static final CheckRunUpdate QUEUED = new CheckRunUpdate(new Queued(), Optional.empty());

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private GitHubApp app;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        gitHub.grantsToken("good", FakeGitHub.NOW.plus(Duration.ofHours(24)));
        app = gitHub.app();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void sendsNothingForAnInstallationBeforeItsLimitEnds() {
        updates(aResponse().withStatus(403).withHeader("retry-after", "90").withBody("{}"));
        assertThat(update("7").retryAt()).contains(FakeGitHub.NOW.plusSeconds(90));
        gitHub.clock.advance(Duration.ofSeconds(89));

        ForgeFailure failure = update("7");

        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.status()).isZero();
        assertThat(failure.retryAt()).contains(FakeGitHub.NOW.plusSeconds(90));
        assertThat(failure)
                .hasMessageContaining("not sent, the rate limit of installation 7 at github.test lasts until");
        gitHub.server.verify(1, patchRequestedFor(anyUrl()));
        assertThat(limits("rejected")).isEqualTo(1);
        assertThat(limits("not_sent")).isEqualTo(1);
    }

    @Test
    void sendsForOtherInstallationsMeanwhileAndAgainWhenTheLimitHasEnded() {
        updates(aResponse().withStatus(403).withHeader("retry-after", "90").withBody("{}"));
        update("7");
        updates(run());

        app.checkRuns().update(target("8"), 4, QUEUED);
        gitHub.clock.advance(Duration.ofSeconds(90));
        app.checkRuns().update(target("7"), 4, QUEUED);

        gitHub.server.verify(3, patchRequestedFor(anyUrl()));
    }

    @Test
    void keepsALimitWhenTheKeysOfTheAppChange() {
        updates(aResponse().withStatus(429).withBody("{}"));
        update("7");

        app = gitHub.app();

        assertThat(update("7").retryAt()).contains(FakeGitHub.NOW.plusSeconds(60));
        gitHub.server.verify(1, patchRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                "You have exceeded a secondary rate limit and have been temporarily blocked from content creation.",
                "You have triggered an abuse detection mechanism. Please retry your request again later.",
                "was submitted too quickly after another comment"
            })
    void waitsLongerEachTimeThatABare403RevealsALimitByItsMessageOnly(String message) {
        updates(aResponse().withStatus(403).withBody("{\"message\":\"%s\"}".formatted(message)));

        Instant first = update("7").retryAt().orElseThrow();
        gitHub.clock.advance(Duration.ofMinutes(1));
        Instant second = update("7").retryAt().orElseThrow();

        assertThat(first).isEqualTo(FakeGitHub.NOW.plusSeconds(60));
        assertThat(second).isEqualTo(FakeGitHub.NOW.plusSeconds(60 + 120));
        gitHub.server.verify(2, patchRequestedFor(anyUrl()));
    }

    @Test
    void doesNotPauseForAPermissionThatIsMissing() {
        updates(aResponse()
                .withStatus(403)
                .withHeader("x-ratelimit-remaining", "4999")
                .withBody("{\"message\":\"Resource not accessible by integration\"}"));

        assertThat(update("7").kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(update("7").kind()).isEqualTo(Kind.FORBIDDEN);
        gitHub.server.verify(2, patchRequestedFor(anyUrl()));
    }

    @Test
    void stopsBeforeTheHoursQuotaIsExceeded() {
        Instant reset = FakeGitHub.NOW.plusSeconds(1_200);
        updates(run().withHeader("x-ratelimit-remaining", "0")
                .withHeader("x-ratelimit-reset", Long.toString(reset.getEpochSecond())));

        app.checkRuns().update(target("7"), 4, QUEUED);

        assertThat(update("7").retryAt()).contains(reset);
        gitHub.server.verify(1, patchRequestedFor(anyUrl()));
    }

    @Test
    void doesNotBelieveAResetInAThousandYears() {
        updates(aResponse()
                .withStatus(403)
                .withHeader("x-ratelimit-remaining", "0")
                .withHeader("x-ratelimit-reset", "33000000000")
                .withBody("{}"));

        assertThat(update("7").retryAt()).contains(FakeGitHub.NOW.plus(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @CsvSource({"400", "403", "404", "410", "422", "451", "500", "502"})
    void neverRepeatsACallByItself(int status) {
        updates(aResponse().withStatus(status).withBody("{\"message\":\"no\"}"));

        update("7");

        gitHub.server.verify(1, patchRequestedFor(anyUrl()));
    }

    @Test
    void writesOneAtATimeForACaller() throws Exception {
        gitHub.server.stubFor(patch(urlPathEqualTo("/app/hook/config"))
                .willReturn(aResponse().withBody("{}").withFixedDelay(100)));
        List<Callable<Boolean>> writes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writes.add(() -> {
                app.hook().setSecret("a secret");
                return true;
            });
        }

        long began = System.nanoTime();
        List<Future<Boolean>> written;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            written = threads.invokeAll(writes);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(written).allSatisfy(each -> assertThat(each.get()).isTrue());
    }

    @Test
    void asksConditionallyAndTakesTheRememberedBody() {
        gitHub.server.stubFor(get(urlPathEqualTo(COMMIT_RUNS))
                .willReturn(aResponse().withHeader("ETag", "W/\"one\"").withBody("{\"check_runs\":[" + body() + "]}")));
        gitHub.server.stubFor(get(urlPathEqualTo(COMMIT_RUNS))
                .withHeader("If-None-Match", equalTo("W/\"one\""))
                .willReturn(aResponse().withStatus(304)));

        Optional<CheckRun> first = find("7");
        Optional<CheckRun> second = find("7");

        assertThat(first).isPresent();
        assertThat(second).isEqualTo(first);
        gitHub.server.verify(1, getRequestedFor(anyUrl()).withHeader("If-None-Match", absent()));
        gitHub.server.verify(1, getRequestedFor(anyUrl()).withHeader("If-None-Match", equalTo("W/\"one\"")));
        assertThat(reads("changed")).isEqualTo(1);
        assertThat(reads("unchanged")).isEqualTo(1);
    }

    @Test
    void remembersTheNextPageOfAnUnchangedOne() {
        String next = gitHub.server.baseUrl() + "/app/hook/deliveries?per_page=100&cursor=v1_7";
        gitHub.server.stubFor(get(urlPathEqualTo("/app/hook/deliveries"))
                .willReturn(aResponse()
                        .withHeader("ETag", "\"one\"")
                        .withHeader("Link", "<" + next + ">; rel=\"next\"")
                        .withBody("[]")));
        gitHub.server.stubFor(get(urlPathEqualTo("/app/hook/deliveries"))
                .withHeader("If-None-Match", equalTo("\"one\""))
                .willReturn(aResponse().withStatus(304)));
        app.hook().list(Optional.empty());

        assertThat(app.hook().list(Optional.empty()).next()).contains(next);
    }

    @Test
    void givesNoInstallationWhatAnotherOneWasSent() {
        gitHub.server.stubFor(get(urlPathEqualTo(COMMIT_RUNS))
                .willReturn(aResponse().withHeader("ETag", "\"one\"").withBody("{\"check_runs\":[" + body() + "]}")));
        find("7");

        find("8");

        gitHub.server.verify(2, getRequestedFor(anyUrl()).withHeader("If-None-Match", absent()));
    }

    @Test
    void boundsWhatItRemembersByBytes() {
        var responses = new CachedResponses(100_000);
        var caller = new CallIdentity("github.test", Optional.of("1"), Optional.empty());

        for (int i = 0; i < 100; i++) {
            responses.put(
                    new CachedResponses.Key(caller, URI.create("https://github.test/" + i)),
                    new CachedResponses.Cached("\"tag\"", new byte[10_000], Optional.empty()));
        }

        assertThat(responses.bytes()).isBetween(10_000L, 100_000L);
    }

    @ParameterizedTest
    @CsvSource({"301, acme/gadgets", "308, acme/gadgets", "302,", "307,"})
    void reportsTheNewNameOfARepositoryThatHasMovedForGood(int status, String name) {
        gitHub.server.stubFor(patch(urlPathEqualTo(RUNS + "/4"))
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("location", gitHub.server.baseUrl() + "/repositories/9/check-runs/4")));
        gitHub.server.stubFor(
                patch(urlPathEqualTo("/repositories/9/check-runs/4")).willReturn(run()));
        gitHub.server.stubFor(get(urlPathEqualTo("/repos/acme/widgets"))
                .willReturn(aResponse()
                        .withStatus(301)
                        .withHeader("location", gitHub.server.baseUrl() + "/repositories/9")));
        gitHub.server.stubFor(get(urlPathEqualTo("/repositories/9"))
                .willReturn(aResponse().withBody("{\"id\":9,\"full_name\":\"acme/gadgets\"}")));

        CheckRun written = app.checkRuns().update(target("7"), 4, QUEUED);

        assertThat(written.repository()).isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void keepsWhatItWroteWhenTheNewNameIsNotToBeHad() {
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS))
                .willReturn(aResponse()
                        .withStatus(301)
                        .withHeader("location", gitHub.server.baseUrl() + "/repositories/9/check-runs")));
        gitHub.server.stubFor(post(urlPathEqualTo("/repositories/9/check-runs")).willReturn(run().withStatus(201)));
        gitHub.server.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(503)));

        CheckRun written = app.checkRuns()
                .create(
                        target("7"),
                        new NewCheckRun("build", SHA, "b-1", Optional.empty(), new Queued(), Optional.empty()));

        assertThat(written.id()).isEqualTo(4);
        assertThat(written.repository()).isEmpty();
        gitHub.server.verify(1, postRequestedFor(urlPathEqualTo("/repositories/9/check-runs")));
    }

    private ForgeFailure update(String installation) {
        return catchThrowableOfType(ForgeFailure.class, () -> app.checkRuns().update(target(installation), 4, QUEUED));
    }

    private Optional<CheckRun> find(String installation) {
        return app.checkRuns().findByExternalId(target(installation), SHA, "build", "b-1");
    }

    private void updates(ResponseDefinitionBuilder response) {
        gitHub.server.stubFor(patch(urlPathMatching(RUNS + "/4")).willReturn(response));
    }

    private double reads(String outcome) {
        return gitHub.meters
                .get("millrace.forge.reads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double limits(String outcome) {
        return gitHub.meters
                .get("millrace.forge.limits")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static CheckRunTarget target(String installation) {
        return new CheckRunTarget(new ForgeInstallation("github.test", installation), "acme/widgets");
    }

    private static ResponseDefinitionBuilder run() {
        return aResponse().withBody(body());
    }

    private static String body() {
        return """
                {"id":4,"head_sha":"%s","name":"build","external_id":"b-1","status":"queued","conclusion":null}""".formatted(SHA);
    }
}

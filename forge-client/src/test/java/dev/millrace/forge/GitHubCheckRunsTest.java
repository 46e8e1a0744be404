package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.millrace.forge.CheckRunState.Completed;
import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.forge.CheckRunState.InProgress;
import dev.millrace.forge.CheckRunState.Queued;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.trace.Tracing;
import dev.millrace.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubCheckRunsTest {

    private static final String SHA = "ce587453ced02b1526dfb4cb910479d431683101";
    private static final String RUNS = "/repos/acme/widgets/check-runs";
    private static final CheckRunTarget TARGET =
            new CheckRunTarget(new ForgeInstallation("github.test", "7"), "acme/widgets");
    private static final NewCheckRun QUEUED = new NewCheckRun(
            "build",
            SHA,
            "b-1",
            Optional.of(URI.create("https://millrace.test/builds/b-1")),
            new Queued(),
            Optional.of(new CheckRunOutput("Waiting", "in the queue", Optional.empty())));

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private CheckRuns checkRuns;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        gitHub.grantsToken("good", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        checkRuns = gitHub.app().checkRuns();
    }

    @AfterEach
    void stop() {
        Tracing.stop();
        gitHub.close();
    }

    @Test
    void createsARunWithOurReference() {
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS)).willReturn(created(4, "b-1")));

        CheckRun run = checkRuns.create(TARGET, QUEUED);

        assertThat(run).isEqualTo(new CheckRun(4, SHA, "build", Optional.of("b-1"), "queued", Optional.empty()));
        gitHub.server.verify(postRequestedFor(urlPathEqualTo(RUNS))
                .withHeader("Authorization", equalTo("Bearer good"))
                .withRequestBody(equalToJson("""
                        {"name":"build","head_sha":"%s","external_id":"b-1","status":"queued",
                         "details_url":"https://millrace.test/builds/b-1",
                         "output":{"title":"Waiting","summary":"in the queue"}}""".formatted(SHA))));
    }

    @Test
    void isASpanOfTheTraceThatGitHubDoesNotSee() {
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS)).willReturn(created(4, "b-1")));
        Tracing.start(RecordedSpans.telemetry(Sampler.alwaysOn()));

        String traceparent = TraceSpan.ofWork("publish", null).call(() -> {
            checkRuns.create(TARGET, QUEUED);
            return TraceParent.current();
        });

        SpanData work = RecordedSpans.named("publish").getLast();
        assertThat(RecordedSpans.ofTrace(work.getTraceId()))
                .filteredOn(span -> span.getKind() == SpanKind.CLIENT)
                .isNotEmpty()
                .allSatisfy(span -> {
                    assertThat(span.getName()).isEqualTo("GitHub POST");
                    assertThat(span.getParentSpanId()).isEqualTo(work.getSpanId());
                    assertThat(span.getAttributes().asMap().toString())
                            .contains("http.response.status_code=201", "server.address=localhost")
                            .doesNotContain("acme", "good");
                });
        assertThat(traceparent).contains(work.getSpanId());
        gitHub.server.verify(0, anyRequestedFor(anyUrl()).withHeader("traceparent", matching(".*")));
    }

    @Test
    void completesARunWithItsConclusionAndTimesInWholeSeconds() {
        gitHub.server.stubFor(
                patch(urlPathEqualTo(RUNS + "/4")).willReturn(created(4, "b-1").withStatus(200)));
        Instant startedAt = Instant.parse("2026-11-20T12:00:00.123456Z");

        checkRuns.update(
                TARGET,
                4,
                new CheckRunUpdate(
                        new Completed(Conclusion.TIMED_OUT, startedAt, startedAt.plusSeconds(9)), Optional.empty()));

        gitHub.server.verify(patchRequestedFor(urlPathEqualTo(RUNS + "/4")).withRequestBody(equalToJson("""
                {"status":"completed","conclusion":"timed_out",
                 "started_at":"2026-11-20T12:00:00Z","completed_at":"2026-11-20T12:00:09Z"}""")));
    }

    @Test
    void addsAnnotationsAndButtons() {
        gitHub.server.stubFor(
                patch(urlPathEqualTo(RUNS + "/4")).willReturn(created(4, "b-1").withStatus(200)));
        var annotation = new CheckRunAnnotation(
                "src/A.java", 3, 4, CheckRunAnnotation.Level.FAILURE, "broken", Optional.of("rule"));

        checkRuns.update(
                TARGET,
                4,
                new CheckRunUpdate(
                        new Queued(),
                        Optional.of(new CheckRunOutput("t", "s", Optional.empty(), List.of(annotation))),
                        List.of(new CheckRunAction("Re-run all", "All jobs", "rerun-all"))));

        gitHub.server.verify(patchRequestedFor(urlPathEqualTo(RUNS + "/4")).withRequestBody(equalToJson("""
                {"status":"queued","output":{"title":"t","summary":"s","annotations":[
                  {"path":"src/A.java","start_line":3,"end_line":4,"annotation_level":"failure","message":"broken","title":"rule"}]},
                 "actions":[{"label":"Re-run all","description":"All jobs","identifier":"rerun-all"}]}""")));
    }

    @Test
    void readsHowManyAnnotationsARunHas() {
        gitHub.server.stubFor(
                get(urlPathEqualTo(RUNS + "/4")).willReturn(aResponse().withBody("""
                {"id":4,"head_sha":"%s","name":"build","status":"in_progress","output":{"annotations_count":50}}""".formatted(SHA))));

        assertThat(checkRuns.load(TARGET, 4).annotationsCount()).isEqualTo(50);
    }

    @Test
    void refusesMoreThanTheForgeTakesAtOnce() {
        var annotation = new CheckRunAnnotation("a", 1, 1, CheckRunAnnotation.Level.NOTICE, "m", Optional.empty());

        assertThatThrownBy(() -> new CheckRunOutput("t", "s", Optional.empty(), Collections.nCopies(51, annotation)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CheckRunAction("a label that is far too long", "d", "i"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void setsACommitStatus() {
        gitHub.server.stubFor(post(urlPathEqualTo("/repos/acme/widgets/statuses/" + SHA))
                .willReturn(aResponse().withStatus(201).withBody("{\"id\":1,\"state\":\"pending\"}")));

        gitHub.app()
                .commitStatuses()
                .set(
                        TARGET,
                        SHA,
                        new CommitStatus(
                                "build",
                                CommitStatus.State.PENDING,
                                "Waiting",
                                Optional.of(URI.create("https://millrace.test/builds/b-1"))));

        gitHub.server.verify(postRequestedFor(urlPathEqualTo("/repos/acme/widgets/statuses/" + SHA))
                .withRequestBody(equalToJson("""
                        {"state":"pending","description":"Waiting","context":"build",
                         "target_url":"https://millrace.test/builds/b-1"}""")));
    }

    @Test
    void triesOnceMoreWithAFreshTokenWhenOneIsRefused() {
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS))
                .willReturn(aResponse().withStatus(401).withBody("{}")));
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS))
                .withHeader("Authorization", equalTo("Bearer fresh"))
                .willReturn(created(4, "b-1")));
        var app = gitHub.app();
        app.installationTokens().token(new ForgeInstallation("github.test", "7"));
        gitHub.grantsToken("fresh", FakeGitHub.NOW.plus(Duration.ofHours(1)));

        CheckRun run = app.checkRuns().create(TARGET, QUEUED);

        assertThat(run.id()).isEqualTo(4);
        gitHub.server.verify(2, postRequestedFor(urlPathEqualTo(RUNS)));
    }

    @Test
    void givesUpWhenTheFreshTokenIsRefusedToo() {
        answers(aResponse().withStatus(401).withBody("{\"message\":\"Bad credentials\"}"));

        assertThat(failureOfCreate().kind()).isEqualTo(Kind.AUTHENTICATION_REFUSED);
        gitHub.server.verify(2, postRequestedFor(urlPathEqualTo(RUNS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"no such token: ghs_0123456789\"}",
                "{\"message\":\"x\",\"errors\":[\"Bearer ghs_0123456789\"]}",
                "not JSON: ghs%5F0123456789",
                "Z2hzXzAxMjM0NTY3ODk="
            })
    void hidesTheTokenThatAnAnswerRepeats(String body) { // #9.8
        gitHub.grantsToken("ghs_0123456789", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        answers(aResponse().withStatus(422).withBody(body));

        assertThat(failureOfCreate())
                .hasMessageContaining("***")
                .hasMessageNotContainingAny("0123456789", "Z2hzXzAxMjM0NTY3");
    }

    @Test
    void waitsAsLongAsTheForgeRequests() {
        answers(aResponse().withStatus(403).withHeader("retry-after", "17").withBody("{\"message\":\"slow down\"}"));

        ForgeFailure failure = failureOfCreate();

        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAt()).contains(FakeGitHub.NOW.plusSeconds(17));
    }

    @Test
    void waitsADayAtMost() {
        answers(aResponse()
                .withStatus(403)
                .withHeader("retry-after", "9223372036")
                .withBody("{}"));

        assertThat(failureOfCreate().retryAt()).contains(FakeGitHub.NOW.plusSeconds(86_400));
    } // #9.10

    @Test
    void leavesOutALimitThatEndsBeyondAllTimes() {
        answers(aResponse()
                .withStatus(429)
                .withHeader("x-ratelimit-remaining", "0")
                .withHeader("x-ratelimit-reset", Long.toString(Long.MAX_VALUE))
                .withBody("{\"message\":\"API rate limit exceeded\"}"));

        assertThat(failureOfCreate().retryAt()).contains(FakeGitHub.NOW.plusSeconds(60));
    } // #9.10

    @Test
    void waitsForTheEndOfTheHoursBudget() {
        long reset = FakeGitHub.NOW.plusSeconds(1_200).getEpochSecond();
        answers(aResponse()
                .withStatus(429)
                .withHeader("x-ratelimit-remaining", "0")
                .withHeader("x-ratelimit-reset", Long.toString(reset))
                .withBody("{\"message\":\"API rate limit exceeded\"}"));

        assertThat(failureOfCreate().retryAt()).contains(Instant.ofEpochSecond(reset));
    }

    @ParameterizedTest
    @CsvSource({
        "403, You have exceeded a secondary rate limit. Please wait a few minutes.",
        "403, You have triggered an abuse detection mechanism.",
        "429, anything"
    })
    void waitsAMinuteWhenOnlyTheMessageMentionsALimit(int status, String message) {
        answers(aResponse()
                .withStatus(status)
                .withHeader("x-ratelimit-remaining", "4711")
                .withBody("{\"message\":\"%s\"}".formatted(message)));

        ForgeFailure failure = failureOfCreate();

        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAt()).contains(FakeGitHub.NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "403, FORBIDDEN",
        "404, NOT_FOUND",
        "410, NOT_FOUND",
        "422, INVALID",
        "500, AMBIGUOUS",
        "502, AMBIGUOUS",
        "418, UNEXPECTED"
    })
    void namesWhatARefusedWriteMeans(int status, Kind kind) {
        answers(aResponse()
                .withStatus(status)
                .withBody("{\"message\":\"No commit found for SHA\",\"errors\":[{\"field\":\"head_sha\"}]}"));

        ForgeFailure failure = failureOfCreate();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure).hasMessageContaining("No commit found for SHA").hasMessageContaining("head_sha");
    }

    @Test
    void doesNotKnowWhetherAWriteWasAppliedWhenTheConnectionBreaks() {
        answers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertThat(failureOfCreate().kind()).isEqualTo(Kind.AMBIGUOUS);
    }

    @Test
    void doesNotKnowWhetherAWriteWasAppliedWhenTheAnswerIsLate() {
        answers(aResponse().withFixedDelay(4_000).withStatus(201));

        assertThat(failureOfCreate().kind()).isEqualTo(Kind.AMBIGUOUS);
    }

    @Test
    void knowsThatNothingWasSentWhenThereIsNoConnection() {
        var app = gitHub.app();
        app.installationTokens().token(new ForgeInstallation("github.test", "7"));
        gitHub.server.stop();

        assertThatThrownBy(() -> app.checkRuns().create(TARGET, QUEUED))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void callsAFailedReadUnavailable() {
        gitHub.server.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(503)));

        assertThatThrownBy(() -> checkRuns.findByExternalId(TARGET, SHA, "build", "b-1"))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void followsARenamedRepositoryWithTheSameMethodAndBody() {
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS))
                .willReturn(aResponse()
                        .withStatus(301)
                        .withHeader("location", gitHub.server.baseUrl() + "/repositories/9/check-runs")));
        gitHub.server.stubFor(post(urlPathEqualTo("/repositories/9/check-runs")).willReturn(created(4, "b-1")));

        assertThat(checkRuns.create(TARGET, QUEUED).id()).isEqualTo(4);
    }

    @Test
    void neverCarriesATokenToAnotherHost() {
        var other = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        other.start();
        try {
            other.stubFor(any(anyUrl()).willReturn(created(4, "b-1")));
            answers(aResponse().withStatus(307).withHeader("location", other.baseUrl() + RUNS));

            assertThat(failureOfCreate().kind()).isEqualTo(Kind.UNEXPECTED);
            other.verify(0, anyRequestedFor(anyUrl()));
        } finally {
            other.stop();
        }
    }

    @Test
    void findsARunByOurReferenceOnALaterPage() {
        String path = "/repos/acme/widgets/commits/" + SHA + "/check-runs";
        gitHub.server.stubFor(get(urlPathEqualTo(path))
                .withQueryParam("check_name", equalTo("build & test"))
                .withQueryParam("filter", equalTo("all"))
                .willReturn(aResponse()
                        .withHeader(
                                "link",
                                "<%1$s%2$s?page=2>; rel=\"next\", <%1$s%2$s?page=9>; rel=\"last\""
                                        .formatted(gitHub.server.baseUrl(), path))
                        .withBody("{\"total_count\":2,\"check_runs\":[" + run(3, "b-0") + "]}")));
        gitHub.server.stubFor(get(urlPathEqualTo(path))
                .withQueryParam("page", equalTo("2"))
                .willReturn(aResponse().withBody("{\"total_count\":2,\"check_runs\":[" + run(4, "b-1") + "]}")));

        assertThat(checkRuns.findByExternalId(TARGET, SHA, "build & test", "b-1"))
                .map(CheckRun::id)
                .contains(4L);
    }

    @Test
    void findsNothingWhereOnlyOthersRunsAre() {
        gitHub.server.stubFor(get(anyUrl())
                .willReturn(aResponse().withBody("{\"total_count\":1,\"check_runs\":[" + run(3, "b-0") + "]}")));

        assertThat(checkRuns.findByExternalId(TARGET, SHA, "build", "b-1")).isEmpty();
        gitHub.server.verify(1, getRequestedFor(anyUrl()));
    }

    @Test
    void cutsAnOutputThatIsTooLong() {
        gitHub.server.stubFor(patch(anyUrl()).willReturn(created(4, "b-1").withStatus(200)));
        var output = new CheckRunOutput("t".repeat(300), "é".repeat(40_000), Optional.of("x"));

        checkRuns.update(TARGET, 4, new CheckRunUpdate(new InProgress(FakeGitHub.NOW), Optional.of(output)));

        String sent =
                gitHub.server.findAll(patchRequestedFor(anyUrl())).getFirst().getBodyAsString();
        assertThat(sent.length()).isLessThan(34_000);
        assertThat(sent).contains("…").contains("cut here");
    }

    private void answers(ResponseDefinitionBuilder response) {
        gitHub.server.stubFor(post(urlPathEqualTo(RUNS)).willReturn(response));
    }

    private ForgeFailure failureOfCreate() {
        try {
            checkRuns.create(TARGET, QUEUED);
        } catch (ForgeFailure failure) {
            return failure;
        }
        throw new AssertionError("the create did not fail");
    }

    private static ResponseDefinitionBuilder created(long id, String externalId) {
        return aResponse().withStatus(201).withBody(run(id, externalId));
    }

    private static String run(long id, String externalId) {
        return """
                {"id":%d,"head_sha":"%s","name":"build","external_id":"%s","status":"queued","conclusion":null,
                 "app":{"id":4711},"pull_requests":[]}""".formatted(id, SHA, externalId);
    }
}

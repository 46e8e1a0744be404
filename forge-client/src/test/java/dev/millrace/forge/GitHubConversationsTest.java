package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.millrace.forge.Conversations.Reaction;
import dev.millrace.forge.ForgeFailure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubConversationsTest {

    private static final ForgeInstallation INSTALLATION = new ForgeInstallation("github.test", "7");
    private static final String REPOSITORY = "acme/widgets";
    private static final String SHA = "ce587453ced02b1526dfb4cb910479d431683101";
    private static final String COMMENTS = "/repos/acme/widgets/issues/7/comments";

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private Conversations conversations;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        gitHub.grantsToken("good", FakeGitHub.NOW.plus(Duration.ofHours(1)));
        conversations = gitHub.app().conversations();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void readsAChange() {
        answersChange("{\"id\":1}", "null");

        assertThat(conversations.change(INSTALLATION, REPOSITORY, 7))
                .isEqualTo(new ForgeChange(
                        7, true, SHA, "topic", false, "main", Instant.parse("2026-11-20T09:00:00Z"), Optional.empty()));
    }

    @Test
    void recognizesAChangeFromAForkAndFromOneThatIsGone() {
        answersChange("{\"id\":2}", "\"2026-11-20T10:00:00Z\"");
        ForgeChange fork = conversations.change(INSTALLATION, REPOSITORY, 7);
        answersChange("null", "null");
        ForgeChange gone = conversations.change(INSTALLATION, REPOSITORY, 7);

        assertThat(fork.fromFork()).isTrue();
        assertThat(fork.mergedAt()).contains(Instant.parse("2026-11-20T10:00:00Z"));
        assertThat(gone.fromFork()).isTrue();
    }

    @Test
    void rejectsAChangeWithoutHead() {
        gitHub.server.stubFor(get(urlPathEqualTo("/repos/acme/widgets/pulls/7"))
                .willReturn(json(200, "{\"number\":7,\"state\":\"open\",\"created_at\":\"2026-11-20T09:00:00Z\"}")));

        assertThatThrownBy(() -> conversations.change(INSTALLATION, REPOSITORY, 7))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNEXPECTED));
    }

    @Test
    void reacts() {
        String path = "/repos/acme/widgets/issues/comments/12/reactions";
        gitHub.server.stubFor(post(urlPathEqualTo(path)).willReturn(json(200, "{\"id\":1,\"content\":\"-1\"}")));

        conversations.react(INSTALLATION, REPOSITORY, "12", Reaction.THUMBS_DOWN);

        gitHub.server.verify(
                postRequestedFor(urlPathEqualTo(path)).withRequestBody(equalToJson("{\"content\":\"-1\"}")));
    }

    @Test
    void mayRepeatAReactionWhoseAnswerWasLostButNotAComment() {
        gitHub.server.stubFor(post(urlPathEqualTo("/repos/acme/widgets/issues/comments/12/reactions"))
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        gitHub.server.stubFor(
                post(urlPathEqualTo(COMMENTS)).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        assertThatThrownBy(() -> conversations.react(INSTALLATION, REPOSITORY, "12", Reaction.EYES))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
        assertThatThrownBy(() -> conversations.comment(INSTALLATION, REPOSITORY, 7, "text"))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.AMBIGUOUS));
    }

    @Test
    void findsTheCommentOfItsOwnAppOnAnyPage() {
        String marker = "<!-- ours -->";
        gitHub.server.stubFor(get(urlEqualTo(COMMENTS + "?per_page=100"))
                .willReturn(json(200, """
                        [{"id":1,"body":"%1$s imitated","performed_via_github_app":null},
                         {"id":2,"body":"%1$s of another App","performed_via_github_app":{"id":4712}}]
                        """.formatted(marker))
                        .withHeader(
                                "Link",
                                "<%s%s?per_page=100&page=2>; rel=\"next\""
                                        .formatted(gitHub.server.baseUrl(), COMMENTS))));
        gitHub.server.stubFor(
                get(urlEqualTo(COMMENTS + "?per_page=100&page=2")).willReturn(json(200, """
                        [{"id":3,"body":"ours, without the marker","performed_via_github_app":{"id":4711}},
                         {"id":4,"body":"%s ours","performed_via_github_app":{"id":4711}}]
                        """.formatted(marker))));

        assertThat(conversations.findOwnComment(INSTALLATION, REPOSITORY, 7, marker))
                .contains(4L);
        assertThat(conversations.findOwnComment(INSTALLATION, REPOSITORY, 7, "<!-- other -->"))
                .isEmpty();
    }

    @Test
    void writesAndEditsAComment() {
        gitHub.server.stubFor(post(urlPathEqualTo(COMMENTS)).willReturn(json(201, "{\"id\":5}")));
        String path = "/repos/acme/widgets/issues/comments/5";
        gitHub.server.stubFor(patch(urlPathEqualTo(path)).willReturn(json(200, "{\"id\":5}")));

        long id = conversations.comment(INSTALLATION, REPOSITORY, 7, "first");
        conversations.edit(INSTALLATION, REPOSITORY, id, "second");

        assertThat(id).isEqualTo(5);
        gitHub.server.verify(
                postRequestedFor(urlPathEqualTo(COMMENTS)).withRequestBody(equalToJson("{\"body\":\"first\"}")));
        gitHub.server.verify(
                patchRequestedFor(urlPathEqualTo(path)).withRequestBody(equalToJson("{\"body\":\"second\"}")));
    }

    private void answersChange(String headRepository, String mergedAt) {
        gitHub.server.stubFor(get(urlPathEqualTo("/repos/acme/widgets/pulls/7"))
                .willReturn(json(200, """
                {"number":7,"state":"open","created_at":"2026-11-20T09:00:00Z","merged_at":%s,
                 "head":{"ref":"topic","sha":"%s","repo":%s},
                 "base":{"ref":"main","sha":"%s","repo":{"id":1}}}
                """.formatted(mergedAt, SHA, headRepository, SHA))));
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }
}

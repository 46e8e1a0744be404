package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubAppHookTest {

    private static final String FIRST = "/app/hook/deliveries?per_page=100";

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private AppHook hook;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        hook = gitHub.app().hook();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void listsPageByPageWithIdsBeyondDoubles() {
        String second = gitHub.server.baseUrl() + "/app/hook/deliveries?per_page=100&cursor=v1_7";
        gitHub.server.stubFor(get(urlEqualTo(FIRST))
                .willReturn(aResponse()
                        .withHeader("Link", "<" + second + ">; rel=\"next\"")
                        .withBody("""
                        [{"id": 9007199254740993, "guid": "a", "delivered_at": "2026-11-20T11:00:00Z",
                          "redelivery": false, "status": "OK", "status_code": 200, "event": "push", "action": null,
                          "throttled_at": null},
                         {"id": 8, "guid": "b", "delivered_at": "2026-11-20T10:00:00Z", "status": "timed out",
                          "status_code": 0, "event": "push"}]
                        """)));
        gitHub.server.stubFor(get(urlEqualTo("/app/hook/deliveries?per_page=100&cursor=v1_7"))
                .willReturn(aResponse().withBody("[]")));

        AppHook.Page page = hook.list(Optional.empty());

        assertThat(page.deliveries())
                .containsExactly(
                        new AppHook.Delivery(
                                9_007_199_254_740_993L, "a", Instant.parse("2026-11-20T11:00:00Z"), true, "push"),
                        new AppHook.Delivery(8, "b", Instant.parse("2026-11-20T10:00:00Z"), false, "push"));
        assertThat(hook.list(page.next()).deliveries()).isEmpty();
        assertThat(hook.list(page.next()).next()).isEmpty();
    }

    @Test
    void requestsADeliveryAgain() {
        gitHub.server.stubFor(
                post(anyUrl()).willReturn(aResponse().withStatus(202).withBody("{}")));

        hook.redeliver(9_007_199_254_740_993L);

        gitHub.server.verify(postRequestedFor(urlEqualTo("/app/hook/deliveries/9007199254740993/attempts")));
    }

    @Test
    void reportsADeliveryThatGitHubDoesNotHaveAnyMore() {
        gitHub.server.stubFor(
                post(anyUrl()).willReturn(aResponse().withStatus(404).withBody("{\"message\":\"Not Found\"}")));

        assertThatThrownBy(() -> hook.redeliver(7))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.NOT_FOUND));
    }

    @Test
    void setsTheSecretWithoutQuotingItInAFailure() {
        gitHub.server.stubFor(patch(anyUrl()).willReturn(aResponse().withBody("{}")));

        hook.setSecret("a-new-secret");

        gitHub.server.verify(patchRequestedFor(urlEqualTo("/app/hook/config"))
                .withRequestBody(equalToJson("{\"secret\": \"a-new-secret\"}")));
        gitHub.server.stubFor(
                patch(anyUrl()).willReturn(aResponse().withStatus(422).withBody("{\"message\":\"no\"}")));
        assertThatThrownBy(() -> hook.setSecret("a-new-secret")).hasMessageNotContaining("a-new-secret");
    }
}

package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalizer;
import dev.millrace.ingest.forge.Reads;
import dev.millrace.ingest.forge.bitbucket.BitbucketNormalizer;
import dev.millrace.ingest.forge.datacenter.DataCenterNormalizer;
import dev.millrace.ingest.forge.gitlab.GitlabNormalizer;
import dev.millrace.ingest.forge.sourcehut.SourcehutNormalizer;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePathsTest {

    @ParameterizedTest
    @CsvSource({
        "GITLAB,Push Hook,gitlab/push",
        "GITLAB,Merge Request Hook,gitlab/merge_request",
        "GITLAB,System Hook,gitlab/project_rename",
        "BITBUCKET,repo:push,bitbucket/push",
        "BITBUCKET,pullrequest:created,bitbucket/pullrequest",
        "BITBUCKET_DATA_CENTER,repo:refs_changed,datacenter/refs_changed",
        "BITBUCKET_DATA_CENTER,pr:merged,datacenter/pr_merged",
        "BITBUCKET_DATA_CENTER,repo:modified,datacenter/repo_modified",
        "SOURCEHUT,GIT_POST_RECEIVE,sourcehut/git_post_receive",
    })
    void namesTheSameKeyAsTheEvents(Forge forge, String event, String payload) { // or their order would not be kept
        byte[] json = Payloads.load(payload);

        Optional<String> key =
                paths(forge).route(() -> new ByteArrayInputStream(json)).map(route -> route.recordKey("forge.test"));

        assertThat(new Reads(normalizer(forge), forge, "forge.test").events(event, json))
                .extracting(Event::key)
                .isNotEmpty()
                .containsOnly(key.orElseThrow());
    }

    @Test
    void readsTheActionOfAMergeRequest() {
        assertThat(RoutePaths.GITLAB.route(() -> new ByteArrayInputStream(Payloads.load("gitlab/merge_request"))))
                .hasValueSatisfying(route -> assertThat(route.action()).contains("open"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "[]", "{", "{} {}", "{\"project\":{\"id\":}}"})
    void refusesWhatIsNotOneObject(String json) {
        assertThat(RoutePaths.GITLAB.route(() -> new ByteArrayInputStream(json.getBytes(UTF_8))))
                .isEmpty();
    }

    private static RoutePaths paths(Forge forge) {
        return switch (forge) {
            case GITLAB -> RoutePaths.GITLAB;
            case BITBUCKET -> RoutePaths.BITBUCKET;
            case BITBUCKET_DATA_CENTER -> RoutePaths.DATA_CENTER;
            default -> RoutePaths.SOURCEHUT;
        };
    }

    private static Normalizer normalizer(Forge forge) {
        return switch (forge) {
            case GITLAB -> new GitlabNormalizer();
            case BITBUCKET -> new BitbucketNormalizer();
            case BITBUCKET_DATA_CENTER -> new DataCenterNormalizer();
            default -> new SourcehutNormalizer();
        };
    }
}

package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.route.RouteOutcome.Forward;
import dev.millrace.gateway.route.RouteOutcome.Own;
import dev.millrace.gateway.route.RouteOutcome.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    @ParameterizedTest
    @CsvSource({
        "/webhooks/github, INGEST, false",
        "/webhooks, INGEST, false",
        "/events, INGEST, false",
        "/api/deliveries, INGEST, false",
        "/api/deliveries/replays/7, INGEST, false",
        "/api/dead-letters/7/release, INGEST, false",
        "/acme/widgets.git/info/refs, GIT_HTTP, true",
        "/acme/widgets.git, GIT_HTTP, true",
        "/acme/widgets.git/info/lfs/objects/batch, GIT_HTTP, true",
        "/acme/widgets.git/info/lfs/objects/0123/12, GIT_HTTP, true",
        "/acme/widgets.git/info/lfs/locks/7a0c0ffe-0000-4000-8000-000000000001/unlock, GIT_HTTP, true",
        "/acme/widgets+ephemeral.git/git-upload-pack, GIT_HTTP, true",
        "/acme/widgets+import.git/git-receive-pack, GIT_HTTP, true",
        "/acme/a..b.git/info/refs, GIT_HTTP, true",
        "/api/widgets.git/info/refs, GIT_HTTP, true",
        "/single.git/info/refs, GIT_HTTP, true",
        "/acme/widgets/info/refs, GIT_HTTP, true",
        "/acme/widgets/git-upload-pack, GIT_HTTP, true",
        "/widgets+import/git-receive-pack, GIT_HTTP, true",
        "/api/v1/repo, GIT_HTTP, false",
        "/api/v1/repos/file, GIT_HTTP, false",
        "/api/repos/x, GIT_HTTP, false",
        "/api/repositories/7/audit, GIT_HTTP, false",
        "/api/repositories/acme%2Fwidgets, GIT_HTTP, false",
        "/api/search, GIT_HTTP, false",
        "/api/storage/commit-keys, GIT_HTTP, false",
        "/api/repos, GIT_HTTP, false",
        "/api/repos/widgets, GIT_HTTP, false",
        "/api/repos/acme%2Fwidgets, GIT_HTTP, false",
        "/api/repos/acme%2fwidgets/git-credentials/ggc_1, GIT_HTTP, false",
        "/api/repos/acme%2Fwidgets/base, GIT_HTTP, false",
        "/api/repos/acme%2Fwidgets/tags/v1%2F2, GIT_HTTP, false",
        "/api/syncs/acme%2Fwidgets, SYNC, false",
        "/api/syncs/acme%2fwidgets/runs, SYNC, false",
        "/api/v1/repos/git-credentials, GIT_HTTP, false",
        "/api/v1/webhooks, WEBHOOK_DELIVERY, false",
        "/api/v1/webhooks/7/deliveries/8/redeliver, WEBHOOK_DELIVERY, false",
        "/api/webhooks, WEBHOOK_DELIVERY, false",
        "/api/webhooks/7/test, WEBHOOK_DELIVERY, false",
        "/api/syncs/7, SYNC, false",
        "/api/workflows, PIPELINE, false",
        "/api/builds/1/jobs/test/log, PIPELINE, false",
        "/api/previews/1, PIPELINE, false",
        "/api/teams/acme/secrets, PIPELINE, false",
        "/api/teams/acme/secrets/DEPLOY_KEY, PIPELINE, false",
        "/api/teams/acme/configs, PIPELINE, false",
        "/api/teams/acme/configs/REGION, PIPELINE, false",
        "/builds/7a0c0ffe-0000-4000-8000-000000000001, PIPELINE, false",
        "/builds/7a0c0ffe-0000-4000-8000-000000000001/jobs/0/log, PIPELINE, false",
        "/builds/assets/build.css, PIPELINE, false",
        "/builds/7a0c0ffe-0000-4000-8000-000000000001/jobs/0/artifacts/jar, PIPELINE, false",
        "/.well-known/openid-configuration, PIPELINE, false",
        "/.well-known/jwks.json, PIPELINE, false",
        "/builds/widgets/info/refs, GIT_HTTP, true",
        "/builds/7a0c0ffe-0000-4000-8000-000000000001/info/refs, GIT_HTTP, true",
        "/builds/widgets.git/info/refs, GIT_HTTP, true",
        "/api/insights/metrics, INSIGHTS, false"
    })
    void sendsAPathToItsOwner(String path, Upstream upstream, boolean forGit) {
        assertThat(RouteTable.find("GET", path)).isEqualTo(new Forward(upstream, forGit));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/teams",
                "/api/teams/acme/keys",
                "/api/installations",
                "/api/buildsystem",
                "/api/insightsx",
                "/webhooksx",
                "/.git/config",
                "/acme/widgets",
                "/info/refs",
                "/acme/widgets/info/refs/x",
                "/eventsx",
                "/events/x"
            })
    void keepsTheRest(String path) {
        assertThat(RouteTable.find("GET", path)).isEqualTo(new Own());
    }

    @Test
    void sendsAnEventToItsOwnerAndKeepsTheStartPage() {
        assertThat(RouteTable.find("POST", "/")).isEqualTo(new Forward(Upstream.INGEST, false));
        assertThat(RouteTable.find("POST", "/acme")).isEqualTo(new Own());
        assertThat(RouteTable.find("GET", "/")).isEqualTo(new Own());
        assertThat(RouteTable.find("HEAD", "/")).isEqualTo(new Own());
    }

    @Test
    void readsAPathOfAnyLength() {
        String segment = "a%2D".repeat(100_000);

        assertThat(RouteTable.find("GET", "/webhooks/" + segment)).isEqualTo(new Forward(Upstream.INGEST, false));
        assertThat(RouteTable.find("GET", "/" + segment)).isEqualTo(new Own());
        assertThat(RouteTable.find("GET", "/a".repeat(100_000) + ".git/info/refs"))
                .isEqualTo(new Forward(Upstream.GIT_HTTP, true));
    } // #9.25

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q",
                "/q/health/ready",
                "/q/metrics",
                "/q/metrics/x.git/info/refs",
                "/%71/metrics/x.git/info/refs",
                "/%71/openapi",
                "/Q/metrics/x.git/info/refs"
            })
    void refusesWhatTheServicesKeepForTheirManagement(String path) { // #9.7
        assertThat(RouteTable.find("GET", path)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks/../api/teams",
                "/webhooks/%2e%2e/api/teams",
                "/webhooks/%2E./api/teams",
                "/webhooks/.%2e/q/metrics",
                "/webhooks/./github",
                "/webhooks/..",
                "/acme/widgets.git/..%2f..%2fq/metrics",
                "/acme/widgets.git/%252e%252e/x",
                "/acme/widgets.git/..\\x",
                "/acme/widgets.git/%5c..",
                "/acme/%00widgets.git/info/refs",
                "/acme/%0d%0aX:1.git",
                "/api/repos/acme%2F..%2Fwidgets",
                "/api/repos/..%2Fwidgets",
                "/api/repos/acme%2F%2Fwidgets",
                "/api/repos/acme%2F%2e%2e",
                "/api/syncs/acme%2F..%2Fwidgets",
                "/api/syncs%2Facme",
                "/api/v1/repos%2Fdelete",
                "//evil.example/x.git/info/refs",
                "/webhooks//github",
                "/acme/wid gets.git",
                "/acme/widgets.git/%zz",
                "/acme/widgets.git/;x?",
                "/acme/wïdgets.git/info/refs",
                "http://evil.example/webhooks/github",
                "*",
                ""
            })
    void refusesWhatCouldBeReadInTwoWays(String path) {
        assertThat(RouteTable.find("GET", path)).isInstanceOf(Refused.class);
    }
}

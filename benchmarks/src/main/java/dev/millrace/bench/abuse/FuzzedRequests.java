package dev.millrace.bench.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Requests to every public route whose path, headers and body are changed at random. */
final class FuzzedRequests implements Attack {

    private static final List<String> ROUTES = List.of(
            "/",
            "/webhooks/github",
            "/webhooks/x",
            "/api/teams",
            "/api/teams/mallory/keys",
            "/api/installations",
            "/api/v1/repo",
            "/api/v1/repos",
            "/api/v1/repos/file?path=README.md",
            "/api/v1/repos/pull-upstream",
            "/api/v1/repos/git-credentials",
            "/api/v1/webhooks",
            "/api/repositories/x/audit",
            "/api/repos/x",
            "/api/syncs/REPOSITORY",
            "/api/builds?repository=REPOSITORY&limit=10",
            "/api/builds/1",
            "/api/insights/metrics?repository=REPOSITORY",
            "/api/insights/deployments?repository=REPOSITORY&limit=5",
            "/REPOSITORY.git/info/refs?service=git-upload-pack",
            "/REPOSITORY.git/info/refs?service=git-receive-pack",
            "/REPOSITORY.git/git-upload-pack",
            "/REPOSITORY.git/git-receive-pack",
            "/REPOSITORY+ephemeral.git/git-upload-pack",
            "/REPOSITORY+import.git/git-receive-pack",
            "/REPOSITORY.git/info/lfs/objects/batch",
            "/REPOSITORY.git/info/lfs/locks",
            "/REPOSITORY.git/info/lfs/locks/verify",
            "/REPOSITORY.git/HEAD",
            "/q/metrics",
            "/q/health/ready",
            "/q/openapi");
    private static final int IN_A_ROUND = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Target target;
    private final Answers answers;
    private final List<String> routes;

    FuzzedRequests(Target target, Answers answers) {
        this.target = target;
        this.answers = answers;
        this.routes = ROUTES.stream()
                .map(route -> route.replace("REPOSITORY", target.repository()))
                .toList();
    }

    @Override
    public String name() {
        return "fuzz";
    }

    @Override
    public void round(Random random) throws IOException {
        for (int request = 0; request < IN_A_ROUND; request++) {
            FuzzedRequest fuzzed = FuzzedRequest.of(random, routes, target.gateway(), target.authorization());
            int status = fuzzed.send(TIMEOUT).map(ResponseHead::status).orElse(0);
            answers.count(fuzzed.label(), status);
        }
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(500);
    }
}

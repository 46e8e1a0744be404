package dev.millrace.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.conformance.process.NodeProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every request that the tests of other modules made of their fakes of GitHub is one that GitHub describes. They are recorded by
 * {@code GitHubRequests} (test-support); those of the whole platform are checked by {@link WholePlatformIT}.
 */
class RecordedRequestsIT {

    private static final Path MODULES = Path.of("..").toAbsolutePath().normalize();

    /** The modules that have a fake, and what their tests must have requested, so that none is left out by accident. */
    private static final Map<String, List<String>> EXPECTED = Map.of(
            "forge-client",
            List.of(
                    "GET /app/hook/deliveries",
                    "POST /app/hook/deliveries/{delivery_id}/attempts",
                    "PATCH /app/hook/config",
                    "GET /app/installations",
                    "GET /app/installations/{installation_id}",
                    "POST /app/installations/{installation_id}/access_tokens",
                    "GET /installation/repositories",
                    "GET /users/{username}/repos",
                    "POST /repos/{owner}/{repo}/check-runs",
                    "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
                    "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
                    "POST /repos/{owner}/{repo}/statuses/{sha}",
                    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
                    "POST /app-manifests/{code}/conversions",
                    "GET /user",
                    "GET /user/installations",
                    "GET /user/memberships/orgs/{org}"),
            "gateway-service",
            List.of(
                    "GET /app/installations",
                    "GET /app/installations/{installation_id}",
                    "PATCH /app/hook/config",
                    "POST /app-manifests/{code}/conversions",
                    "GET /user",
                    "GET /user/installations",
                    "GET /user/memberships/orgs/{org}"),
            "pipeline-service",
            List.of(
                    "POST /app/installations/{installation_id}/access_tokens",
                    "POST /repos/{owner}/{repo}/check-runs",
                    "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
                    "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
                    "POST /repos/{owner}/{repo}/statuses/{sha}",
                    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs"));

    /** CI runs all tests of all modules before these; on a developer's machine, it may have been some of them. */
    private static final boolean IS_COMPLETE = "required".equals(System.getenv("MILLRACE_TEST_TOOLS"));

    @TempDir
    Path folder;

    @Test
    void areOnesThatGitHubDescribes() throws IOException, InterruptedException {
        List<String> requests = new ArrayList<>();
        Set<String> kinds = new TreeSet<>();
        for (Map.Entry<String, List<String>> module : EXPECTED.entrySet()) {
            List<String> recorded = recordedBy(module.getKey());
            requests.addAll(recorded);
            if (IS_COMPLETE) {
                kinds.addAll(module.getValue());
            }
        }
        // a run of this module alone has none
        assumeTrue(IS_COMPLETE || !requests.isEmpty(), "no tests of other modules have run");
        Path all = Files.writeString(folder.resolve("requests.json"), "[" + String.join(",", requests) + "]");

        NodeProject.runTests(
                Map.of(
                        "MILLRACE_REQUESTS", all.toString(),
                        "MILLRACE_EXPECTED_REQUESTS", String.join(",", kinds)),
                Duration.ofMinutes(5),
                List.of("requests.test.mjs"));
    }

    private static List<String> recordedBy(String module) throws IOException {
        Path recorded = MODULES.resolve(module).resolve("target/github-requests");
        if (!Files.isDirectory(recorded)) {
            return List.of();
        }
        List<String> requests = new ArrayList<>();
        try (Stream<Path> files = Files.list(recorded)) {
            for (Path file : files.sorted().toList()) {
                requests.addAll(Files.readAllLines(file));
            }
        }
        return requests;
    }
}

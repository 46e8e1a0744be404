package dev.millrace.conformance;

import static org.awaitility.Awaitility.await;

import dev.millrace.conformance.process.NodeProject;
import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries of webhook-delivery-service for pushes to git-http-service, verified with the official SDK. */
class OutgoingWebhooksIT {

    private static final String TEAM = "outgoing";
    private static final String REPOSITORY = "acme/widgets";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final KeyPair keys = TestKeys.ec();

    @Test
    void areAcceptedByTheVerifierOfTheOfficialSdk(@TempDir Path packs) throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(new Platform().start());
        settings.put("millrace.git.directory", packs.toString());
        settings.put("millrace.outbound.allowed", "127.0.0.1");
        try (ServiceProcess gitHttp = ServiceProcess.start("git-http-service", "320m", settings)) {
            settings.put("millrace.urls.git-http", gitHttp.address().toString());
            try (ServiceProcess webhooks = ServiceProcess.start("webhook-delivery-service", "160m", settings)) {
                verify(gitHttp, webhooks);
            }
        }
    }

    private void verify(ServiceProcess gitHttp, ServiceProcess webhooks) throws IOException, InterruptedException {
        TestEvents.registerKey(TEAM, keys.getPublic());
        JsonClient repositories = JsonClient.of(gitHttp.address()).withBearer(token("org"));
        JsonClient subscriptions = JsonClient.of(webhooks.address()).withBearer(token("org"));
        await().atMost(TIMEOUT).until(() -> isOk(repositories, "/api/v1/repos"));
        await().atMost(TIMEOUT).until(() -> isOk(subscriptions, "/api/v1/webhooks"));
        String id = repositories
                .post("/api/v1/repos", Map.of("name", REPOSITORY))
                .get("repo_id")
                .asText();
        Thread.ofVirtual().start(() -> syncWhenSubscribed(subscriptions, UUID.fromString(id)));

        NodeProject.runTests(
                Map.of(
                        "MILLRACE_GIT_HTTP", gitHttp.address().toString(),
                        "MILLRACE_WEBHOOKS", webhooks.address().toString(),
                        "MILLRACE_TOKEN", token("org"),
                        "MILLRACE_REPOSITORY", REPOSITORY),
                Duration.ofMinutes(3),
                List.of("outgoing.test.mjs"));
    }

    private static boolean isOk(JsonClient client, String path) {
        return client.ask("GET", path, Optional.empty()).status() == 200;
    }

    private static void syncWhenSubscribed(JsonClient subscriptions, UUID repositoryId) {
        await().atMost(TIMEOUT)
                .until(() ->
                        subscriptions.get("/api/v1/webhooks").get("webhooks").size() == 1);
        var mirror = new MirroredRepository(repositoryId, TEAM, REPOSITORY, Optional.empty());
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        Instant now = Clock.systemUTC().instant();
        TestEvents.publish(new SyncStarted(UUID.randomUUID(), mirror, first, "a test", now));
        TestEvents.publish(
                new SyncFailed(UUID.randomUUID(), mirror, first, "upstream unavailable", Optional.empty(), now));
        TestEvents.publish(new SyncStarted(UUID.randomUUID(), mirror, second, "a test", now));
        TestEvents.publish(new SyncSucceeded(UUID.randomUUID(), mirror, second, 1, 1, now));
    }

    private String token(String repository) {
        return TestKeys.sign(
                keys,
                TestKeys.claims(
                        TEAM,
                        repository,
                        Clock.systemUTC().instant().plusSeconds(3600),
                        "git:write",
                        "repo:write",
                        "org:read"));
    }
}

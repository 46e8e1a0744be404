package dev.millrace.pipeline.registry;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Requests about the workflows of a team. */
record WorkflowCalls(Scene scene) {

    static final Duration TIMEOUT = Duration.ofSeconds(40);

    /** Waits until a workflow of this name is published; returns it. */
    JsonNode awaitPublished(String name) {
        await().atMost(TIMEOUT)
                .until(() ->
                        !read("/api/workflows?name=" + name).get("workflows").isEmpty());
        return read("/api/workflows?name=" + name).get("workflows").get(0);
    }

    JsonNode show(UUID id) {
        return read("/api/workflows/" + id);
    }

    JsonNode read(String path) {
        return scene.as("org:read")
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    Response run(UUID id, String body, String key) {
        var request = scene.as("git:write").contentType(ContentType.JSON).body(body);
        return (key.isEmpty() ? request : request.header("Idempotency-Key", key)).post("/api/workflows/{id}/runs", id);
    }

    Response enable(UUID id, boolean enabled) {
        return scene.as("git:write")
                .contentType(ContentType.JSON)
                .body("{\"enabled\": %s}".formatted(enabled))
                .put("/api/workflows/{id}/enabled", id);
    }

    /** The forge reports something, which shows whose the repository is. */
    void connect(Database database, String sha) {
        scene.publish(scene.forge.push("refs/heads/main", Optional.empty(), Optional.of(sha)));
        await().atMost(TIMEOUT)
                .until(() -> database.inTransaction(tx -> tx.handle()
                        .createQuery("select exists (select 1 from pipeline.upstream where full_name = :name)")
                        .bind("name", scene.repository)
                        .mapTo(Boolean.class)
                        .one()));
    }

    static UUID id(JsonNode workflow) {
        return UUID.fromString(workflow.get("id").asText());
    }

    /** Does something four times at the same time. */
    static <T> List<T> atOnce(Callable<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (var result : threads.invokeAll(List.of(work, work, work, work))) {
                results.add(result.get());
            }
            return results;
        }
    }
}

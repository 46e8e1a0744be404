package dev.millrace.pipeline.executor;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The part of a Kubernetes API server that the executor uses, with a node that runs containers as processes in namespaces of their own
 * ({@link FakePod}). It answers 404 for everything else.
 */
final class FakeCluster implements AutoCloseable {

    static final String NAMESPACE = "jobs";

    private static final String JOBS = "/apis/batch/v1/namespaces/jobs/jobs";
    private static final String PODS = "/api/v1/namespaces/jobs/pods";
    private static final String SECRETS = "/api/v1/namespaces/jobs/secrets";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Path directory;
    private final Map<String, FakePod> pods = new ConcurrentHashMap<>();
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final List<Job> created = new CopyOnWriteArrayList<>();
    private final List<Secret> createdSecrets = new CopyOnWriteArrayList<>();
    private volatile @Nullable String waiting;

    /** @param directory for the files of pods */
    FakeCluster(Path directory) throws Exception {
        this.directory = directory;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxWebSocketFrameSize(1 << 20)
                        .setMaxWebSocketMessageSize(16 << 20)
                        .addWebSocketSubProtocol("v4.channel.k8s.io"))
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** From now on, containers of jobs wait for this reason, with a message after a colon. */
    void keepWaiting(String reason) {
        waiting = reason;
    }

    List<Job> created() {
        return created;
    }

    List<Secret> createdSecrets() {
        return createdSecrets;
    }

    /** Names of Jobs, and of Secrets, that were not deleted. */
    List<String> left() {
        return java.util.stream.Stream.concat(pods.keySet().stream(), secrets.keySet().stream())
                .toList();
    }

    FakePod onlyPod() {
        return pods.values().iterator().next();
    }

    private void handle(HttpServerRequest request) {
        String path = request.path();
        if (path.endsWith("/exec")) {
            pod(request).exec(request);
        } else if (path.endsWith("/log")) {
            pod(request).log(request);
        } else if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(body -> create(request, body));
        } else if (request.method().equals(HttpMethod.DELETE)) {
            delete(request);
        } else {
            read(request);
        }
    }

    private FakePod pod(HttpServerRequest request) {
        String name = request.path().substring(PODS.length() + 1).split("/")[0];
        return pods.get(name.substring("pod-".length()));
    }

    private void create(HttpServerRequest request, Buffer body) {
        if (request.path().equals(JOBS)) {
            Job job = Serialization.unmarshal(body.toString(), Job.class);
            job.getMetadata().setUid(UUID.randomUUID().toString());
            created.add(job);
            pods.put(job.getMetadata().getName(), new FakePod(job, directory));
            respond(request, 201, job);
        } else if (request.path().equals(SECRETS)) {
            Secret secret = Serialization.unmarshal(body.toString(), Secret.class);
            createdSecrets.add(secret);
            secrets.put(secret.getMetadata().getName(), secret);
            FakePod pod = pods.get(secret.getMetadata().getName());
            if (pod != null) {
                pod.mount(secret);
            }
            respond(request, 201, secret);
        } else {
            notFound(request);
        }
    }

    private void delete(HttpServerRequest request) {
        String path = request.path();
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith(SECRETS)) {
            secrets.remove(name);
        } else {
            FakePod pod = pods.remove(name.replaceFirst("^pod-", ""));
            if (pod == null) {
                notFound(request);
                return;
            }
            vertx.executeBlocking(() -> {
                pod.kill();
                return pod;
            });
        }
        respond(request, 200, new StatusBuilder().withStatus("Success").build());
    }

    private void read(HttpServerRequest request) {
        if ("true".equals(request.getParam("watch"))) {
            // the client looks at a pod before it executes a command there, and does not wait for it
            request.response().putHeader("Content-Type", "application/json").end();
            return;
        }
        String selector = String.valueOf(request.getParam("labelSelector"));
        String value = selector.substring(selector.indexOf('=') + 1);
        if (request.path().equals(JOBS)) {
            respond(
                    request,
                    200,
                    new JobListBuilder()
                            .withItems(pods.values().stream()
                                    .map(FakePod::job)
                                    .filter(job -> value.equals(
                                            job.getMetadata().getLabels().get(PodPlan.JOB)))
                                    .toList())
                            .build());
        } else if (request.path().equals(PODS)) {
            respond(
                    request,
                    200,
                    new PodListBuilder()
                            .withNewMetadata()
                            .withResourceVersion("1")
                            .endMetadata()
                            .withItems(pods.values().stream()
                                    .filter(pod ->
                                            pod.job().getMetadata().getName().equals(value))
                                    .map(pod -> pod.now(waiting))
                                    .toList())
                            .build());
        } else if (request.path().startsWith(PODS) && pod(request) != null) {
            respond(request, 200, pod(request).now(waiting));
        } else {
            notFound(request);
        }
    }

    private static void notFound(HttpServerRequest request) {
        respond(
                request,
                404,
                new StatusBuilder()
                        .withStatus("Failure")
                        .withCode(404)
                        .withReason("NotFound")
                        .build());
    }

    private static void respond(HttpServerRequest request, int status, KubernetesResource body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Serialization.asJson(body));
    }

    @Override
    public void close() throws IOException {
        pods.values().forEach(FakePod::kill);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

package dev.millrace.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.GitHubRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of GitHub that check runs and their buttons need, over real HTTP, with faults on demand for one repository. Faults and
 * lists of writes leave out the stable checks of heads.
 */
public final class FakeGitHub {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RUNS = Pattern.compile("/repos/([^/]+/[^/]+)/check-runs(?:/(\\d+))?");
    private static final Pattern STATUSES = Pattern.compile("/repos/([^/]+/[^/]+)/statuses/([0-9a-f]+)");
    private static final Pattern COMMIT_RUNS = Pattern.compile("/repos/([^/]+/[^/]+)/commits/([0-9a-f]+)/check-runs");

    /** What goes wrong with a write. */
    public enum Fault {
        /** the change is made, and the connection is reset before the answer */
        RESET_AFTER_APPLYING,
        /** the connection is reset and nothing is changed */
        RESET_BEFORE_APPLYING,
        /** 500, nothing is changed */
        SERVER_ERROR,
        /** the change is made, and answered only after {@link #release} */
        HELD,
        /** 403 with {@code retry-after: 2} */
        RATE_LIMITED,
        /** 403 as for a suspended installation */
        SUSPENDED,
        /** 403 as for an App without the permission */
        NO_PERMISSION
    }

    /** A write as it arrived. */
    public record Write(String method, String repository, String status, Instant at) {}

    private final HttpServer server;
    private final FakeConversations conversations = new FakeConversations();
    private final List<ObjectNode> runs = new CopyOnWriteArrayList<>();
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private final List<ObjectNode> statuses = new CopyOnWriteArrayList<>();
    private final Set<String> withoutChecks = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, List<Fault>> annotatedFaults = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

    FakeGitHub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** Changes, permissions and comments. */
    public FakeConversations conversations() {
        return conversations;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void stop() {
        server.stop(0);
    }

    /** The next writes to this repository go wrong, in this order. */
    public void failNext(String repository, Fault... next) {
        faults.computeIfAbsent(repository, name -> new CopyOnWriteArrayList<>()).addAll(List.of(next));
    }

    /** The next writes with annotations to this repository go wrong, in this order. */
    public void failNextAnnotated(String repository, Fault... next) {
        annotatedFaults
                .computeIfAbsent(repository, name -> new CopyOnWriteArrayList<>())
                .addAll(List.of(next));
    }

    /** Gives an account a permission; others have none. */
    public void grant(String repository, String login, String permission) {
        conversations.permission(repository, login, permission, permission);
    }

    /** Answers the held writes to this repository. */
    public void release(String repository) {
        held.computeIfAbsent(repository, name -> new CountDownLatch(1)).countDown();
    }

    private void awaitRelease(String repository) {
        try {
            held.computeIfAbsent(repository, name -> new CountDownLatch(1)).await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All check runs of a repository, in the order they were made. */
    public List<JsonNode> checkRuns(String repository) {
        return runs.stream()
                .filter(run -> run.get("_repository").asText().equals(repository))
                .map(JsonNode.class::cast)
                .toList();
    }

    /** From now on the App may not write check runs of this repository, but commit statuses. */
    public void refuseChecks(String repository) {
        withoutChecks.add(repository);
    }

    public void allowChecks(String repository) {
        withoutChecks.remove(repository);
    }

    /** All commit statuses of a repository, in the order they were made. */
    public List<JsonNode> statuses(String repository) {
        return statuses.stream()
                .filter(status -> status.get("_repository").asText().equals(repository))
                .map(JsonNode.class::cast)
                .toList();
    }

    /** All writes to a repository, faulty ones included. */
    public List<Write> writes(String repository) {
        return writes.stream()
                .filter(write -> write.repository().equals(repository))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        GitHubRequests.record(
                exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), body);
        if (path.startsWith("/app/installations/")) {
            answer(exchange, 201, token());
            return;
        }
        if (!"Bearer ghs_fake".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, message("Bad credentials"));
            return;
        }
        Optional<FakeConversations.Answer> said = conversations.answer(exchange, path, body);
        if (said.isPresent()) {
            answer(exchange, said.get().status(), said.get().body());
            return;
        }
        Matcher one = RUNS.matcher(path);
        Matcher commit = COMMIT_RUNS.matcher(path);
        Matcher status = STATUSES.matcher(path);
        if (status.matches()) {
            ObjectNode sent = (ObjectNode) JSON.readTree(body);
            statuses.add(sent.put("_repository", status.group(1)).put("sha", status.group(2)));
            answer(exchange, 201, sent);
        } else if (commit.matches()) {
            answer(exchange, 200, list(commit.group(1), commit.group(2)));
        } else if (one.matches() && exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 200, runs.get(Integer.parseInt(one.group(2)) - 1));
        } else if (one.matches()) {
            write(exchange, one.group(1), Optional.ofNullable(one.group(2)), body);
        } else {
            answer(exchange, 404, message("Not Found"));
        }
    }

    private void write(HttpExchange exchange, String repository, Optional<String> id, byte[] sent) throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(sent);
        if (withoutChecks.contains(repository)) {
            answer(exchange, 403, message("Resource not accessible by integration"));
            return;
        }
        ObjectNode named =
                id.map(number -> runs.get(Integer.parseInt(number) - 1)).orElse(body);
        if (named.path("name").asText().equals("millrace")) {
            answer(exchange, id.isEmpty() ? 201 : 200, apply(repository, id, body));
            return;
        }
        writes.add(new Write(
                exchange.getRequestMethod(), repository, body.path("status").asText(), Instant.now()));
        boolean annotates = !body.at("/output/annotations").isEmpty();
        List<Fault> planned = (annotates ? annotatedFaults : faults).getOrDefault(repository, new ArrayList<>());
        Optional<Fault> fault = planned.isEmpty() ? Optional.empty() : Optional.of(planned.removeFirst());
        switch (fault.orElse(null)) {
            case RESET_BEFORE_APPLYING -> exchange.close();
            case RESET_AFTER_APPLYING -> {
                apply(repository, id, body);
                exchange.close();
            }
            case HELD -> {
                awaitRelease(repository);
                answer(exchange, id.isEmpty() ? 201 : 200, apply(repository, id, body));
            }
            case SERVER_ERROR -> answer(exchange, 500, message("Server Error"));
            case RATE_LIMITED -> {
                exchange.getResponseHeaders().set("retry-after", "2");
                answer(exchange, 403, message("You have exceeded a secondary rate limit"));
            }
            case SUSPENDED -> answer(exchange, 403, message("This installation has been suspended"));
            case NO_PERMISSION -> answer(exchange, 403, message("Resource not accessible by integration"));
            case null -> answer(exchange, id.isEmpty() ? 201 : 200, apply(repository, id, body));
        }
    }

    /** Replaces a run instead of changing it: other threads may be writing the former one as JSON. */
    private synchronized ObjectNode apply(String repository, Optional<String> id, ObjectNode body) {
        Optional<ObjectNode> former = id.map(number -> runs.get(Integer.parseInt(number) - 1));
        ArrayNode annotations = JSON.createArrayNode();
        former.ifPresent(run -> annotations.addAll((ArrayNode) run.at("/output/annotations")));
        ObjectNode output = body.withObject("/output");
        output.path("annotations").forEach(annotations::add);
        output.put("annotations_count", annotations.size()).set("annotations", annotations);
        if (former.isPresent()) {
            ObjectNode run = former.get().deepCopy();
            boolean movedBack = run.path("status").asText().equals("completed")
                    && !body.path("status").asText().equals("completed");
            run.put("_movedBack", run.path("_movedBack").asBoolean() || movedBack);
            run.setAll(body);
            runs.set(run.path("id").asInt() - 1, run);
            return run;
        }
        body.put("_repository", repository);
        if (!body.has("conclusion")) {
            body.putNull("conclusion");
        }
        body.put("id", runs.size() + 1);
        runs.add(body);
        return body;
    }

    private ObjectNode list(String repository, String sha) {
        ObjectNode list = JSON.createObjectNode();
        var found = list.putArray("check_runs");
        checkRuns(repository).stream()
                .filter(run -> run.get("head_sha").asText().equals(sha))
                .forEach(found::add);
        return list.put("total_count", found.size());
    }

    private static ObjectNode token() {
        return JSON.createObjectNode()
                .put("token", "ghs_fake")
                .put("expires_at", Instant.now().plus(Duration.ofHours(1)).toString());
    }

    private static ObjectNode message(String text) {
        return JSON.createObjectNode().put("message", text);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}

package dev.millrace.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of GitHub in which people talk: changes, permissions, comments and reactions. */
public final class FakeConversations {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPOSITORY = "/repos/([^/]+/[^/]+)";
    private static final Pattern CHANGE = Pattern.compile(REPOSITORY + "/pulls/(\\d+)");
    private static final Pattern PERMISSION = Pattern.compile(REPOSITORY + "/collaborators/([^/]+)/permission");
    private static final Pattern REACTIONS = Pattern.compile(REPOSITORY + "/issues/comments/(\\d+)/reactions");
    private static final Pattern COMMENT = Pattern.compile(REPOSITORY + "/issues/comments/(\\d+)");
    private static final Pattern COMMENTS = Pattern.compile(REPOSITORY + "/issues/(\\d+)/comments");

    private final Map<String, ObjectNode> changes = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> permissions = new ConcurrentHashMap<>();
    private final Map<String, List<String>> reactions = new ConcurrentHashMap<>();
    private final Map<String, List<ObjectNode>> comments = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> outages = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> lostAnswers = new ConcurrentHashMap<>();

    /** A response. */
    record Answer(int status, JsonNode body) {}

    /** The state of an open change of a repository from now on. */
    public void change(String repository, long number, String headSha, boolean fromFork) {
        change(repository, number, headSha, fromFork, "open", null);
    }

    /** The state of a change of a repository from now on. */
    public void change(
            String repository, long number, String headSha, boolean fromFork, String state, String mergedAt) {
        ObjectNode change = JSON.createObjectNode()
                .put("number", number)
                .put("state", state)
                .put("created_at", "2026-11-20T09:00:00Z")
                .put("merged_at", mergedAt);
        change.putObject("head")
                .put("ref", "topic")
                .put("sha", headSha)
                .putObject("repo")
                .put("id", fromFork ? 2 : 1);
        change.putObject("base").put("ref", "main").putObject("repo").put("id", 1);
        changes.put(repository + "#" + number, change);
    }

    /** What an account may do from now on; others have no permission. */
    public void permission(String repository, String login, String permission, String role) {
        permissions.put(
                repository + "/" + login,
                JSON.createObjectNode().put("permission", permission).put("role_name", role));
    }

    /** The next calls about this repository are answered with 502 and change nothing. */
    public void failNext(String repository, int calls) {
        outages.put(repository, new AtomicInteger(calls));
    }

    /** The next comments on changes of this repository are created, and the connection is reset before the answer. */
    public void loseAnswers(String repository, int calls) {
        lostAnswers.put(repository, new AtomicInteger(calls));
    }

    /** The reactions of the App to a comment, each once, in the order they were made. */
    public List<String> reactions(String repository, String commentId) {
        return List.copyOf(reactions.getOrDefault(repository + "/" + commentId, List.of()));
    }

    /** The texts of the comments on a change. */
    public List<String> comments(String repository, long number) {
        return comments.getOrDefault(repository + "#" + number, List.of()).stream()
                .map(comment -> comment.get("body").asText())
                .toList();
    }

    /** The answer to a call about one of these; empty for any other call. */
    Optional<Answer> answer(HttpExchange exchange, String path, byte[] body) throws IOException {
        Matcher change = CHANGE.matcher(path);
        Matcher permission = PERMISSION.matcher(path);
        Matcher reaction = REACTIONS.matcher(path);
        Matcher one = COMMENT.matcher(path);
        Matcher all = COMMENTS.matcher(path);
        if (change.matches()) {
            return Optional.of(
                    isDown(change.group(1)) ? down() : found(changes.get(change.group(1) + "#" + change.group(2))));
        }
        if (permission.matches()) {
            return Optional.of(
                    isDown(permission.group(1))
                            ? down()
                            : found(permissions.get(permission.group(1) + "/" + permission.group(2))));
        }
        if (reaction.matches()) {
            return Optional.of(
                    isDown(reaction.group(1)) ? down() : react(reaction.group(1), reaction.group(2), read(body)));
        }
        if (one.matches()) {
            return Optional.of(isDown(one.group(1)) ? down() : edit(one.group(1), one.group(2), read(body)));
        }
        if (all.matches()) {
            return Optional.of(isDown(all.group(1)) ? down() : comments(exchange, all.group(1), all.group(2), body));
        }
        return Optional.empty();
    }

    private Answer react(String repository, String comment, JsonNode sent) {
        List<String> made = reactions.computeIfAbsent(repository + "/" + comment, key -> new CopyOnWriteArrayList<>());
        String content = sent.get("content").asText();
        boolean isNew = !made.contains(content);
        if (isNew) {
            made.add(content);
        }
        return new Answer(
                isNew ? 201 : 200, JSON.createObjectNode().put("id", 1).put("content", content));
    }

    private Answer edit(String repository, String id, JsonNode sent) {
        List<ObjectNode> found = new ArrayList<>();
        comments.forEach((change, all) -> {
            if (change.startsWith(repository + "#")) {
                all.stream()
                        .filter(comment -> comment.get("id").asText().equals(id))
                        .forEach(found::add);
            }
        });
        found.forEach(comment -> comment.put("body", sent.get("body").asText()));
        return found.isEmpty() ? found(null) : found(found.getFirst());
    }

    private Answer comments(HttpExchange exchange, String repository, String number, byte[] body) throws IOException {
        List<ObjectNode> all = comments.computeIfAbsent(repository + "#" + number, key -> new CopyOnWriteArrayList<>());
        if (exchange.getRequestMethod().equals("GET")) {
            ArrayNode list = JSON.createArrayNode();
            all.forEach(list::add);
            return new Answer(200, list);
        }
        ObjectNode comment = JSON.createObjectNode()
                .put("id", 1000 + all.size())
                .put("body", read(body).get("body").asText());
        comment.putObject("performed_via_github_app").put("id", 1);
        all.add(comment);
        if (lostAnswers.getOrDefault(repository, new AtomicInteger()).getAndDecrement() > 0) {
            exchange.close();
        }
        return new Answer(201, comment);
    }

    private boolean isDown(String repository) {
        return outages.getOrDefault(repository, new AtomicInteger()).getAndDecrement() > 0;
    }

    private static Answer down() {
        return new Answer(502, JSON.createObjectNode().put("message", "Bad Gateway"));
    }

    private static Answer found(JsonNode body) {
        return body == null
                ? new Answer(404, JSON.createObjectNode().put("message", "Not Found"))
                : new Answer(200, body);
    }

    private static JsonNode read(byte[] body) throws IOException {
        return JSON.readTree(body);
    }
}

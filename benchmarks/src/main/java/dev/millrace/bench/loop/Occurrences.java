package dev.millrace.bench.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.platform.BenchTeam;
import dev.millrace.bench.platform.SignedDelivery;
import dev.millrace.standalone.client.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Real payloads of the forge, each changed to an occurrence of its own: another ref, or another pull request. */
final class Occurrences {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Numbers that no pull request of the forge itself has. */
    private static final long FIRST_NUMBER = 1_000_000;

    private final ObjectNode push;
    private final ObjectNode change;

    private Occurrences(ObjectNode push, ObjectNode change) {
        this.push = push;
        this.change = change;
    }

    /** Opens a pull request at the forge, for its payload, and waits until its build is finished. */
    static Occurrences of(BenchTeam team) throws InterruptedException {
        team.forge().push(team.repository(), "kill", "Change", Map.of("CHANGE.md", "kill\n"));
        var opened = team.forge().openPullRequest(team.repository(), "Kill", "kill");
        Waiting.until(
                TIMEOUT,
                "a completed check run",
                () -> team.forge().checkRuns(team.repository(), opened.sha()).stream()
                        .filter(run -> "completed".equals(run.now().status()))
                        .findFirst());
        return new Occurrences((ObjectNode) team.forge().newestPayload("push"), (ObjectNode)
                team.forge().newestPayload("pull_request"));
    }

    /** Ref of the nth push. */
    static String ref(int number) {
        return "refs/heads/kill/" + number;
    }

    /** Number of the nth pull request. */
    static long changeNumber(int number) {
        return FIRST_NUMBER + number;
    }

    SignedDelivery push(int number) {
        JsonNode payload = push.deepCopy().put("ref", ref(number));
        return new SignedDelivery(UUID.randomUUID(), "push", payload.toString());
    }

    SignedDelivery change(int number) {
        ObjectNode payload = change.deepCopy().put("number", changeNumber(number));
        ((ObjectNode) payload.path("pull_request"))
                .put("number", changeNumber(number))
                .put("id", changeNumber(number));
        return new SignedDelivery(UUID.randomUUID(), "pull_request", payload.toString());
    }
}

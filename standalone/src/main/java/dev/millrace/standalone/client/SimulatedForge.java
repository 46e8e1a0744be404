package dev.millrace.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Acts as the users of the simulated GitHub, through its control API below {@code /_sim}. Repositories are named
 * {@code owner/name}. Every method throws {@link UnexpectedAnswer} if the forge refuses.
 */
public final class SimulatedForge {

    /** Name of the check about all builds of a head, where it is not configured. */
    private static final String STABLE_CHECK = "millrace";

    private final URI address;
    private final JsonClient client;

    private SimulatedForge(URI address) {
        this.address = address;
        this.client = JsonClient.of(address);
    }

    /** The forge at this root address. */
    public static SimulatedForge at(URI address) {
        return new SimulatedForge(address);
    }

    /** Root address. */
    public URI address() {
        return address;
    }

    /** Creates a private repository in an organization, from the branches and tags of a bare one on this machine. */
    public void importRepository(String organization, String name, Path source) {
        client.post(
                "/_sim/repositories",
                Map.of(
                        "owner",
                        organization,
                        "name",
                        name,
                        "private",
                        true,
                        "importFrom",
                        source.toAbsolutePath().toString()));
    }

    /** As {@link #importRepository} for a forge that cannot read this machine's files: pushes the branches and tags there. */
    public void pushRepository(String organization, String name, Path source) {
        String branch = GitCommand.run(source, "symbolic-ref", "--short", "HEAD");
        client.post(
                "/_sim/repositories",
                Map.of("owner", organization, "name", name, "private", true, "defaultBranch", branch));
        GitCommand.run(
                source,
                "push",
                "--quiet",
                fetchUrl(organization + "/" + name),
                "refs/heads/*:refs/heads/*",
                "refs/tags/*:refs/tags/*");
    }

    /** Installs the App on all repositories of an organization; returns the installation's number. */
    public String install(String organization) {
        return client.post("/_sim/installations", Map.of("account", organization, "repositories", "all"))
                .path("id")
                .asText();
    }

    /** Suspends an installation, until {@link #unsuspend}. */
    public void suspend(String installation) {
        client.post("/_sim/installations/%s/suspend".formatted(installation), Map.of());
    }

    /** Restores the rights of a suspended installation. */
    public void unsuspend(String installation) {
        client.post("/_sim/installations/%s/unsuspend".formatted(installation), Map.of());
    }

    /** Makes another branch the default one. */
    public void chooseDefaultBranch(String repository, String branch) {
        Answer answer = client.ask("PATCH", path(repository, ""), Optional.of(Map.of("defaultBranch", branch)));
        if (answer.status() != 200) {
            throw new UnexpectedAnswer("the default branch was refused with " + answer);
        }
    }

    /**
     * Makes one call fail, the next below a path.
     *
     * @param kind one of those for calls in the forge's description, for example {@code too-many-requests}
     */
    public void failNextCall(String kind, String path) {
        client.post(
                "/_sim/faults",
                Map.of("kind", kind, "pathPrefix", path, "times", 1, "retryAfter", 1, "delayMs", 2_000));
    }

    /**
     * A fault to request.
     *
     * @param kind one of those for calls in the forge's description
     * @param method of the calls that fail; empty for all
     * @param times how many calls fail
     * @param length of a delay, or of the limit that is reported; whole seconds
     */
    public record CallFault(String kind, Optional<String> method, int times, Duration length) {}

    /** Makes calls below a path fail; of several faults, the first one that is not used up. */
    public void failCalls(String path, CallFault fault) {
        var body = new HashMap<String, Object>();
        body.put("kind", fault.kind());
        body.put("pathPrefix", path);
        body.put("times", fault.times());
        body.put("retryAfter", fault.length().toSeconds());
        body.put("delayMs", fault.length().toMillis());
        fault.method().ifPresent(method -> body.put("method", method));
        client.post("/_sim/faults", body);
    }

    /** How many calls below a path failed because a fault was requested. */
    public long failedCalls(String path) {
        return sumOfFaults(path, "struck");
    }

    /** How many calls came below a path while a limit was in force that a fault had reported. */
    public long callsWhileLimited(String path) {
        return sumOfFaults(path, "calledWhileLimited");
    }

    private long sumOfFaults(String path, String field) {
        long sum = 0;
        for (JsonNode fault : client.get("/_sim/faults")) {
            sum += fault.path("pathPrefix").asText().equals(path)
                    ? fault.path(field).asLong()
                    : 0;
        }
        return sum;
    }

    /**
     * From now on no delivery is sent, while the forge's own list reports each as delivered, so the loss cannot be
     * detected.
     */
    public void dropDeliveries() {
        client.post("/_sim/faults", Map.of("kind", "drop", "recordedAs", "ok"));
    }

    /** Ends all faults. */
    public void endFaults() {
        Answer answer = client.ask("DELETE", "/_sim/faults", Optional.empty());
        if (answer.status() / 100 != 2) {
            throw new UnexpectedAnswer("faults were not ended: %d %s".formatted(answer.status(), answer.body()));
        }
    }

    /** Branches and tags: full name to object id. */
    public Map<String, String> refs(String repository) {
        var refs = new TreeMap<String, String>();
        client.get(path(repository, ""))
                .path("refs")
                .properties()
                .forEach(ref -> refs.put(ref.getKey(), ref.getValue().asText()));
        return refs;
    }

    /** A short-lived address to fetch from by hand, with the rights of an authorized user. */
    public String fetchUrl(String repository) {
        String token = client.post("/_sim/tokens", Map.of("user", "octocat"))
                .path("token")
                .asText();
        return "%s://x-access-token:%s@%s/%s.git"
                .formatted(address.getScheme(), token, address.getAuthority(), repository);
    }

    /**
     * Result of a push.
     *
     * @param sha the branch's new commit
     * @param appliedAt when the branch had moved, by the forge's clock, before any client was notified
     */
    public record Pushed(String sha, Instant appliedAt) {}

    /**
     * Commits files on top of a branch, or of the default branch if the branch does not exist yet, and pushes the
     * commit.
     */
    public Pushed push(String repository, String branch, String message, Map<String, String> files) {
        JsonNode pushed =
                client.post(path(repository, "/pushes"), Map.of("branch", branch, "message", message, "files", files));
        return new Pushed(pushed.path("after").asText(), time(pushed, "appliedAt"));
    }

    /**
     * A newly opened pull request.
     *
     * @param openedAt by the forge's clock
     */
    public record PullRequest(long number, String sha, Instant openedAt) {}

    /** Opens a pull request from a branch into the default branch. */
    public PullRequest openPullRequest(String repository, String title, String head) {
        JsonNode change = client.post(path(repository, "/pulls"), Map.of("title", title, "head", head));
        return new PullRequest(
                change.path("number").asLong(), change.path("headSha").asText(), time(change, "appliedAt"));
    }

    /** A user runs a check again. */
    public void runAgain(String repository, long checkRun) {
        client.post(path(repository, "/check-runs/%d/rerequest".formatted(checkRun)), Map.of());
    }

    /** Gives the user who acts here the right to write to a repository. */
    public void letUserWrite(String repository) {
        Answer answer =
                client.ask("PUT", path(repository, "/collaborators/octocat"), Optional.of(Map.of("role", "write")));
        if (answer.status() / 100 != 2) {
            throw new UnexpectedAnswer("the role was refused with " + answer);
        }
    }

    /** A user uses a button of a check, by its identifier. */
    public void useButton(String repository, long checkRun, String identifier) {
        client.post(path(repository, "/check-runs/%d/actions".formatted(checkRun)), Map.of("identifier", identifier));
    }

    /** Merges a pull request; returns the commit on the base branch. */
    public String merge(String repository, long number) {
        return client.post(path(repository, "/pulls/%d/merge".formatted(number)), Map.of())
                .path("mergeSha")
                .asText();
    }

    /** Reports a deployment of a commit, in progress first and then with success; returns the deployment's number. */
    public String deploy(String repository, String sha, String environment) {
        return client.post(path(repository, "/deployments"), Map.of("sha", sha, "environment", environment))
                .path("id")
                .asText();
    }

    /**
     * A check run with its history.
     *
     * @param externalId its creator's name for it; for ours the build's id
     * @param detailsUrl where its "Details" lead; for ours the page of the build. Empty if it has none
     * @param history oldest first, never empty; the last is the current state
     */
    public record CheckRun(
            long id, String name, String headSha, String externalId, String detailsUrl, List<CheckState> history) {

        /** The current state. */
        public CheckState now() {
            return history.getLast();
        }
    }

    /**
     * State of a check run from some time on.
     *
     * @param at by the forge's clock
     * @param status {@code queued}, {@code in_progress} or {@code completed}
     * @param conclusion only when completed, for example {@code success}
     */
    public record CheckState(Instant at, String status, Optional<String> conclusion, String title) {}

    /** The check runs of a commit, without the one about all of its builds. */
    public List<CheckRun> checkRuns(String repository, String sha) {
        return readCheckRuns(path(repository, "/check-runs?sha=" + sha), name -> !name.equals(STABLE_CHECK));
    }

    /** All check runs of a repository, without those about all builds of a head. */
    public List<CheckRun> checkRuns(String repository) {
        return readCheckRuns(path(repository, "/check-runs"), name -> !name.equals(STABLE_CHECK));
    }

    /** The check runs of a commit about all of its builds, the newest first. */
    public List<CheckRun> stableCheckRuns(String repository, String sha) {
        return readCheckRuns(path(repository, "/check-runs?sha=" + sha), STABLE_CHECK::equals);
    }

    /** The payload of the newest delivery of an event, as it was sent. */
    public JsonNode newestPayload(String event) {
        JsonNode deliveries = client.get("/_sim/deliveries?event=" + event);
        if (deliveries.isEmpty()) {
            throw new UnexpectedAnswer("the forge never sent an event " + event);
        }
        return client.get("/_sim/deliveries/%s/payload"
                .formatted(deliveries.get(0).path("id").asText()));
    }

    private List<CheckRun> readCheckRuns(String path, Predicate<String> names) {
        var runs = new ArrayList<CheckRun>();
        for (JsonNode run : client.get(path)) {
            if (!names.test(run.path("name").asText())) {
                continue;
            }
            var history = new ArrayList<CheckState>();
            for (JsonNode state : run.path("history")) {
                history.add(new CheckState(
                        time(state, "at"),
                        state.path("status").asText(),
                        text(state, "conclusion"),
                        text(state, "title").orElse("")));
            }
            runs.add(new CheckRun(
                    run.path("id").asLong(),
                    run.path("name").asText(),
                    run.path("headSha").asText(),
                    text(run, "externalId").orElse(""),
                    text(run, "detailsUrl").orElse(""),
                    history));
        }
        return runs;
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field))
                .filter(value -> !value.isNull())
                .map(JsonNode::asText);
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }

    private static String path(String repository, String rest) {
        return "/_sim/repositories/" + repository + rest;
    }
}

package dev.millrace.conformance.checks;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.SimulatedForge.CallFault;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.client.SimulatedForge.CheckState;
import dev.millrace.standalone.client.SimulatedForge.PullRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes in a repository with {@value #PIPELINES} pipelines each, from the event to the last check run, while calls that write check
 * runs fail. Each fourth pipeline fails.
 */
public final class ChangeChecks {

    /** Pipelines, and so builds and check runs, of one change. */
    public static final int PIPELINES = 20;

    private static final int FAILING = 4;
    /** Numbers of two that fail. */
    private static final int RUN_AGAIN = FAILING;

    private static final int BUTTON_USED = 2 * FAILING;
    private static final int MOST_WRITES = 45;
    /** Of a check run, one after the other; an update may leave out any but the last. */
    private static final List<String> ORDER = List.of("queued", "in_progress", "completed");

    private final SimulatedForge forge;
    private final String repository;
    private final List<PullRequest> changes = new ArrayList<>();
    private int faults;

    /** @param repository {@code owner/name}, with {@link #opsFile} on its default branch */
    public ChangeChecks(SimulatedForge forge, String repository) {
        this.forge = forge;
        this.repository = repository;
    }

    /** The pipelines, for an {@code ops.yml}. */
    public static String opsFile() {
        var file = new StringBuilder("version: \"1\"\npipelines:\n");
        for (int number = 1; number <= PIPELINES; number++) {
            file.append("""
                      - name: %s:1.0.0
                        description: one of many
                        events: ["github:self:pull_request.opened"]
                        jobs: [{name: only, steps: ["exit %d"]}]
                    """.formatted(name(number), fails(number) ? 1 : 0));
        }
        return file.toString();
    }

    /**
     * Requests faults, then opens changes.
     *
     * @param count how many changes
     * @param slowFaultsToo also faults after which GitHub is not called for a minute, and responses that take 10 s
     */
    public void open(int count, boolean slowFaultsToo) {
        // GitHub shows buttons to everyone, and those who may write can use them
        forge.letUserWrite(repository);
        faults().forEach(this::fail);
        if (slowFaultsToo) {
            slowFaults().forEach(this::fail);
        }
        for (int number = 1; number <= count; number++) {
            String branch = "change-" + number;
            forge.push(repository, branch, branch, Map.of(branch + ".txt", "x"));
            changes.add(forge.openPullRequest(repository, branch, branch));
        }
    }

    private static List<CallFault> faults() {
        return List.of(
                // first, since content that GitHub does not accept is sent three times only
                fault("unprocessable", "POST", 1, 0),
                fault("reset-after-apply", "POST", 2, 0),
                fault("server-error", "POST", 1, 0),
                fault("forbidden", "POST", 1, 2),
                fault("reset", "POST", 1, 0),
                fault("primary-limit", "POST", 1, 3),
                fault("slow", "POST", 1, 1),
                fault("too-many-requests", "PATCH", 1, 2),
                fault("server-error", "PATCH", 1, 0),
                fault("reset-after-apply", "PATCH", 1, 0));
    }

    private static List<CallFault> slowFaults() {
        return List.of(
                fault("slow", "POST", 2, 10),
                fault("slow", "PATCH", 1, 10),
                fault("unauthorized", "POST", 1, 0),
                fault("secondary-limit", "POST", 1, 60));
    }

    private static CallFault fault(String kind, String method, int times, int seconds) {
        return new CallFault(kind, Optional.of(method), times, Duration.ofSeconds(seconds));
    }

    private void fail(CallFault fault) {
        forge.failCalls(path(), fault);
        faults += fault.times();
    }

    /** Waits until the forge shows the end of every build, and runs two of each change again, one of them by its button. */
    public void assertReported(Duration timeout) {
        changes.forEach(change -> awaitChecks(change, PIPELINES, timeout));
        changes.forEach(this::assertFewWrites);
        for (PullRequest change : changes) {
            forge.runAgain(repository, checkRun(change, RUN_AGAIN).id());
            forge.useButton(repository, checkRun(change, BUTTON_USED).id(), "rerun-failed");
        }
        changes.forEach(change -> awaitChecks(change, PIPELINES + 2, timeout));

        changes.forEach(this::assertEnded);
        assertThat(forge.failedCalls(path())).as("faults that struck").isEqualTo(faults);
        assertThat(forge.callsWhileLimited(path()))
                .as("calls while GitHub had asked for a pause")
                .isZero();
    }

    /** This many completed check runs of builds, and the one about all of them. */
    private void awaitChecks(PullRequest change, int count, Duration timeout) {
        await().atMost(timeout).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            List<CheckRun> runs = forge.checkRuns(repository, change.sha());
            assertThat(runs).hasSize(count).allMatch(ChangeChecks::hasEnded);
            assertThat(forge.stableCheckRuns(repository, change.sha()).getFirst())
                    .matches(ChangeChecks::hasEnded, "has ended");
        });
    }

    /** GitHub limits writes, so states that follow each other quickly are written once. */
    private void assertFewWrites(PullRequest change) {
        assertThat(forge.checkRuns(repository, change.sha()).stream()
                        .mapToInt(run -> run.history().size())
                        .sum())
                .as("writes of the %d check runs of %s", PIPELINES, change.sha())
                .isBetween(PIPELINES, MOST_WRITES);
    }

    private void assertEnded(PullRequest change) {
        List<CheckRun> runs = forge.checkRuns(repository, change.sha());
        assertThat(runs).extracting(CheckRun::externalId).as("builds").doesNotHaveDuplicates();
        Map<String, List<CheckRun>> byName = runs.stream().collect(groupingBy(CheckRun::name));
        assertThat(byName).hasSize(PIPELINES);
        for (int number = 1; number <= PIPELINES; number++) {
            String conclusion = fails(number) ? "failure" : "success";
            String name = name(number);
            assertThat(byName.get(name))
                    .as(name)
                    .hasSize(number == RUN_AGAIN || number == BUTTON_USED ? 2 : 1)
                    .allSatisfy(run -> assertThat(run.now().conclusion()).contains(conclusion));
        }
        assertThat(runs)
                .allSatisfy(run -> assertThat(run.history().stream()
                                .map(CheckState::status)
                                .map(ORDER::indexOf)
                                .toList())
                        .as("states of %s", run.name())
                        .isSorted());
        List<CheckRun> stable = forge.stableCheckRuns(repository, change.sha());
        assertThat(stable).extracting(CheckRun::externalId).doesNotHaveDuplicates();
        assertThat(stable.getFirst().now().conclusion()).contains("failure");
    }

    private CheckRun checkRun(PullRequest change, int number) {
        return forge.checkRuns(repository, change.sha()).stream()
                .filter(run -> run.name().equals(name(number)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasEnded(CheckRun run) {
        return run.now().status().equals("completed");
    }

    private static boolean fails(int number) {
        return number % FAILING == 0;
    }

    private static String name(int number) {
        return "pipeline-" + number;
    }

    private String path() {
        return "/repos/%s/check-runs".formatted(repository);
    }
}

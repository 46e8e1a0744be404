package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every executor does. {@link LimitedExecutorContract} is about limits that need a kernel, {@link ProcessContract} about those that
 * only processes of this machine have. Scripts use bash, coreutils and perl only, and name their processes by how long they sleep. */
@Timeout(60)
abstract class ExecutorContract {

    static final long MI = 1024 * 1024;
    static final JobLimits LIMITS =
            new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 1000, 16 * MI);
    static final Duration GRACE = Duration.ofMillis(800);

    @TempDir
    Path directory;

    final String name = "test/" + UUID.randomUUID();
    final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));

    abstract Executor executor(JobLimits limits);

    /** Names of variables that jobs have without us. */
    Set<String> variablesOfTheImage() {
        return Set.of();
    }

    @Test
    void runsAllStepsAsOneScript() throws Exception {
        Ended ended = run("mkdir sub", "cd sub", "word=kept", "if true; then", "pwd; echo \"$word\"", "fi");

        assertThat(ended).isEqualTo(new Ended(0, checkout() + "/sub\nkept\n"));
    }

    @Test
    void stopsAtTheFirstStepThatFails() throws Exception {
        assertThat(run("echo one", "(exit 7)", "echo two")).isEqualTo(new Ended(7, "one\n"));
    }

    @Test
    void failsWhenAnyPartOfAPipeFails() throws Exception {
        assertThat(run("(exit 3) | cat").exit()).isEqualTo(3);
    }

    @Test
    void failsWhenAVariableIsNotSet() throws Exception {
        Ended ended = run("echo \"$NOT_SET_ANYWHERE\"");

        assertThat(ended.exit()).isNotZero();
        assertThat(ended.output()).contains("NOT_SET_ANYWHERE: unbound variable");
    }

    @Test
    void splitsWordsAsAnyShellDoes() throws Exception {
        assertThat(run("for word in $(echo a b c); do echo \"<$word>\"; done"))
                .isEqualTo(new Ended(0, "<a>\n<b>\n<c>\n"));
    } // #9.27

    @Test
    void givesTheJobNothingOfOurOwnEnvironment() throws Exception {
        assertThat(System.getenv()).containsKey("HOME");

        Ended ended = run("env | grep -v -e ^PATH= -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= -e ^MILLRACE_JOB= || true");

        assertThat(ended.output().lines().map(line -> line.split("=", 2)[0])).isSubsetOf(variablesOfTheImage());
    }

    @Test
    void passesEveryVariableAsItIs() throws Exception {
        environment.put("LINES_AND_QUOTES", "a 'b' \"c\"\n$(id) `id` \\ ü");
        environment.put("EMPTY", "");
        environment.put("LONG", "x".repeat(100_000));
        environment.put("IFS", "x");
        environment.put("UID", "0");
        environment.put("variable", "v");

        assertThat(run("printf '%s|%s|%s|%s' \"$LINES_AND_QUOTES\" \"$EMPTY\" \"${#LONG}\" \"$variable\""))
                .isEqualTo(new Ended(0, "a 'b' \"c\"\n$(id) `id` \\ ü||100000|v"));
    }

    @Test
    void showsNoVariableInACommandLine() throws Exception {
        String secret = UUID.randomUUID().toString();
        environment.put("SECRET", secret);
        try (JobExecution execution = start("echo up", "sleep " + name.hashCode() % 1000 + "77")) {
            assertThat(words(execution, 1)).containsExactly("up");

            assertThat(TestProcesses.commandLines()).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void letsNoVariableChangeHowTheJobIsStarted() throws Exception {
        Files.createDirectories(checkout());
        Path sourced = Files.writeString(checkout().resolve("sourced.sh"), "echo sourced\n");
        environment.put("BASH_ENV", sourced.toString());
        environment.put("PATH", checkout().toString());
        environment.put("LD_PRELOAD", checkout() + "/missing.so");

        Ended ended = run("echo job");

        // the loader of the job reports the missing library, nothing else
        assertThat(ended.output().lines().filter(line -> !line.contains("missing.so")))
                .containsExactly("sourced", "job");
    }

    @Test
    void keepsBytesThatAreNotUtf8() throws Exception {
        try (JobExecution execution = start("printf '\\xff\\x00\\xfe'")) {
            assertThat(execution.output().readNBytes(3)).isEqualTo(new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        }
    }

    @Test
    void readsFromNothing() throws Exception {
        assertThat(run("cat", "echo done").output()).isEqualTo("done\n");
    }

    @Test
    void reportsASignalAsBashDoes() throws Exception {
        // in a PID namespace, the first process cannot kill itself
        assertThat(run("bash -c 'kill -KILL $$'").exit()).isEqualTo(128 + 9);
    }

    @Test
    void writesInTheCheckoutAndTheHomeDirectory() throws Exception {
        Ended ended = run("echo a > file", "mkdir -p " + home() + "/deep", "echo b > " + home() + "/deep/file");

        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(checkout().resolve("file")).hasContent("a");
        assertThat(home().resolve("deep/file")).hasContent("b");
    }

    @Test
    void endsTheWholeTreeAlsoWhatStartedItsOwnSession() throws Exception {
        JobExecution execution = start(
                sleep(1) + " & echo up",
                "(" + sleep(2) + " & echo up; wait) &",
                "setsid --fork bash -c 'echo up; exec " + sleep(3) + "'",
                "nohup " + sleep(4) + " >/dev/null 2>&1 & echo up",
                sleep(5));
        assertThat(words(execution, 4)).hasSize(4);
        await().untilAsserted(() -> assertThat(sleeping()).isEqualTo(5));

        execution.close();

        awaitNoProcess();
    }

    @Test
    void endsADaemonThatClearedItsEnvironment() throws Exception {
        // a double fork into a session of its own, with nothing left in the environment
        JobExecution execution = start(
                "env -i /usr/bin/setsid --fork /bin/bash -c '(echo up; exec " + sleep(1) + ") & exit'",
                "env -i /usr/bin/setsid --fork /bin/bash -c 'echo up; exec " + sleep(2) + "'",
                sleep(3));
        assertThat(words(execution, 2)).hasSize(2);
        await().untilAsserted(() -> assertThat(sleeping()).isEqualTo(3));

        execution.close();

        awaitNoProcess();
    } // #9.9

    @Test
    void endsADaemonThatIsLeftWhenTheScriptHasEnded() throws Exception {
        Ended ended =
                run("env -i /usr/bin/setsid --fork /bin/bash -c 'exec " + sleep(1) + "' </dev/null >/dev/null 2>&1");

        assertThat(ended.exit()).isZero();
        awaitNoProcess();
    }

    @Test
    void leavesTheProcessesOfOtherJobsAlone() throws Exception {
        Path others = Files.createDirectory(directory.resolve("others"));
        var command = new JobCommand(
                "other/" + UUID.randomUUID(),
                Files.createDirectory(others.resolve("checkout")),
                Files.createDirectory(others.resolve("home")),
                script(others, "echo up; exec " + sleep(1)),
                environment);
        try (JobExecution other = executor(LIMITS).start(command)) {
            assertThat(words(other, 1)).containsExactly("up");

            run("true");

            assertThat(sleeping()).isEqualTo(1);
        }
        awaitNoProcess();
    }

    @Test
    void requestsTheJobToEndBeforeItIsKilled() throws Exception {
        try (JobExecution execution = start("trap 'echo cleaned; exit 5' TERM", "echo up", sleep(1) + " & wait")) {
            assertThat(words(execution, 1)).containsExactly("up");

            execution.stop();
            execution.close();

            assertThat(new String(execution.output().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("cleaned");
            assertThat(execution.exit().get(10, TimeUnit.SECONDS)).isEqualTo(5);
        }
        awaitNoProcess();
    }

    @Test
    void killsAJobThatIgnoresTheRequestToEnd() throws Exception {
        try (JobExecution execution =
                start("trap '' TERM", "setsid --fork " + sleep(1), "echo up", "while :; do " + sleep(2) + "; done")) {
            assertThat(words(execution, 1)).containsExactly("up");
            long before = System.nanoTime();

            execution.stop();
            execution.close();

            awaitNoProcess();
            // with a second for a busy machine
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void mayBeClosedTwice() throws Exception {
        JobExecution execution = start("true");

        execution.close();
        execution.close();

        assertThat(execution.exit().get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void endsWhatAnEarlierAttemptLeft() throws Exception {
        Executor executor = executor(LIMITS);
        JobExecution earlier = start(executor, "echo up", "exec " + sleep(1));
        assertThat(words(earlier, 1)).containsExactly("up");

        executor.endLeftovers(name);

        awaitNoProcess();
        earlier.close();
    }

    @Test
    void fillsNoMemoryWithOutputThatIsNotRead() throws Exception {
        try (JobExecution execution = start("head -c 2G /dev/zero & head -c 8G /dev/zero & echo up >&2; wait")) {
            execution.output().readNBytes(1024);

            assertThat(execution.exit()).isNotDone();
        }
        assertThat(TestProcesses.commandLines()).noneMatch(line -> line.equals("head -c 8G /dev/zero"));
    }

    @Test
    void stopsAJobThatWritesTooLargeAFile() throws Exception {
        var small = new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 1024 * MI, MI, 1000, 16 * MI);

        assertThat(exceeded(small, "head -c 20M /dev/zero > file"))
                .isEqualTo("more than 1M in one file (millrace.pipeline.job-use.file-size)");
        assertThat(checkout().resolve("file")).hasSize(MI);
    }

    @Test
    void givesOneProcessNoMoreThanTwiceTheMemory() throws Exception {
        var small = new JobLimits(32 * MI, 500, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 1000, 16 * MI);

        // perl reserves all of it at once, before it fills it
        assertThat(run(small, "perl -e '$x = \"x\" x 500_000_000; print \"got it\"' || echo failed")
                        .output())
                .doesNotContain("got it");
    }

    record Ended(int exit, String output) {}

    Ended run(String... steps) throws Exception {
        return run(LIMITS, steps);
    }

    Ended run(JobLimits limits, String... steps) throws Exception {
        try (JobExecution execution = start(executor(limits), steps)) {
            var output = new Output(execution);
            int exit = execution.exit().get(40, TimeUnit.SECONDS);
            assertThat(execution.exceeded()).isNotDone();
            execution.close();
            return new Ended(exit, output.text());
        }
    }

    /** How the job is stopped; also awaits that nothing of it is left. */
    String exceeded(JobLimits limits, String... steps) throws Exception {
        try (JobExecution execution = start(executor(limits), steps)) {
            var output = new Output(execution);
            String text = execution.exceeded().get(30, TimeUnit.SECONDS).text();
            execution.close();
            output.text();
            awaitNoProcess();
            return text;
        }
    }

    JobExecution start(String... steps) throws IOException {
        return start(executor(LIMITS), steps);
    }

    JobExecution start(Executor executor, String... steps) throws IOException {
        return executor.start(command(Optional.empty(), List.of(), steps));
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    JobCommand command(Optional<String> image, List<String> packages, String... steps) throws IOException {
        Files.createDirectories(checkout());
        Files.createDirectories(home());
        Path script = script(directory, steps);
        return new JobCommand(name, checkout(), home(), script, environment, image, packages, List.of("**", "~/**"));
    }

    Path checkout() {
        return directory.toAbsolutePath().resolve("checkout");
    }

    Path home() {
        return directory.toAbsolutePath().resolve("home");
    }

    static Path script(Path where, String... steps) throws IOException {
        return Files.writeString(where.resolve("job.sh"), "set -euo pipefail\n" + String.join("\n", steps) + "\n");
    }

    /** A command by which the processes of this test are found on the machine. */
    String sleep(int number) {
        return "sleep 8%08d%d".formatted(Math.floorMod(name.hashCode(), 100_000_000), number);
    }

    private long sleeping() {
        String mine = sleep(0);
        return TestProcesses.commandLines().stream()
                .filter(line -> line.startsWith(mine.substring(0, mine.length() - 1)))
                .count();
    }

    void awaitNoProcess() {
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sleeping()).isZero());
    }

    static List<String> words(JobExecution execution, int count) {
        return new Scanner(execution.output(), StandardCharsets.UTF_8)
                .tokens()
                .limit(count)
                .toList();
    }

    /** Reads while the job runs. */
    static final class Output {

        private final CountDownLatch end = new CountDownLatch(1);
        private volatile String text = "";

        Output(JobExecution execution) {
            Thread.ofVirtual().start(() -> {
                try {
                    text = new String(execution.output().readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                    text = e.toString();
                } finally {
                    end.countDown();
                }
            });
        }

        /** All of it; a process that is left would hold it open. */
        String text() throws InterruptedException {
            assertThat(end.await(15, TimeUnit.SECONDS))
                    .as("the output has ended")
                    .isTrue();
            return text;
        }
    }
}

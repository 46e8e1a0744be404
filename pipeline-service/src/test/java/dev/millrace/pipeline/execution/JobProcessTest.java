package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobProcessTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

    @TempDir
    Path directory;

    private final String mark = "test/" + UUID.randomUUID();

    @Test
    void runsAllStepsAsOneScript() throws Exception {
        Ended ended = run("mkdir sub", "cd sub", "word=kept", "if true; then", "pwd; echo \"$word\"", "fi");

        assertThat(ended).isEqualTo(new Ended(0, directory.toRealPath() + "/sub\nkept\n"));
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

        assertThat(ended.output()).isEmpty();
    }

    @Test
    void keepsBytesThatAreNotUtf8() throws Exception {
        try (JobProcess process = start("printf '\\xff\\x00\\xfe'")) {
            byte[] output = process.output().readNBytes(3);

            assertThat(output).isEqualTo(new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        }
    }

    @Test
    void readsFromNothing() throws Exception {
        assertThat(run("cat", "echo done").output()).isEqualTo("done\n");
    }

    @Test
    void reportsASignalAsBashDoes() throws Exception {
        assertThat(run("kill -KILL $$").exit()).isEqualTo(128 + 9);
    }

    @Test
    void endsTheWholeTreeAlsoWhatStartedItsOwnSession() throws Exception {
        JobProcess process = start(
                "sleep 1000 & echo $!",
                "(sleep 1001 & echo $!; wait) &",
                "setsid --fork bash -c 'echo $$; exec sleep 1002'",
                "nohup sleep 1003 >/dev/null 2>&1 & echo $!",
                "sleep 1004");
        List<Long> pids = pids(process, 4);
        assertThat(pids).allMatch(JobProcessTest::isAlive);

        process.close();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(pids).noneMatch(JobProcessTest::isAlive));
    }

    @Test
    void endsADaemonThatClearedItsEnvironment() throws Exception {
        // a double fork into a session of its own, with nothing left in the environment
        JobProcess process = start(
                "env -i /usr/bin/setsid --fork /bin/bash -c '(echo $BASHPID; exec sleep 1005) & exit'",
                "env -i /usr/bin/setsid --fork /bin/bash -c 'echo $$; exec sleep 1006'",
                "sleep 1007");
        List<Long> pids = pids(process, 2);
        assertThat(pids).allMatch(JobProcessTest::isAlive);

        process.close();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(pids).noneMatch(JobProcessTest::isAlive));
    } // #9.9

    @Test
    void leavesTheProcessesOfOtherJobsAlone() throws Exception {
        try (JobProcess other = JobProcess.start(
                directory, script("echo $$; exec sleep 1008"), ENVIRONMENT, "other/" + UUID.randomUUID())) {
            long pid = pids(other, 1).getFirst();

            run("true");

            assertThat(isAlive(pid)).isTrue();
        }
    }

    @Test
    void endsTheWholeTreeWhenThisServiceDies() throws Exception {
        Path script = script(
                "sleep 2000 &",
                "echo $!",
                "env -i /usr/bin/setsid --fork /bin/bash -c 'echo $$; exec sleep 2002'",
                "sleep 2001");
        // a stand-in for the service: a JVM that starts the job and is killed with no chance to clean up
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JobProcessStarter.class.getName(),
                        directory.toString(),
                        script.toString(),
                        mark)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = service.inputReader();
        List<Long> pids = List.of(Long.valueOf(output.readLine()), Long.valueOf(output.readLine()));
        assertThat(pids).allMatch(JobProcessTest::isAlive);

        service.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(pids).noneMatch(JobProcessTest::isAlive));
    } // #9.9

    @Test
    void findsWhatAnEarlierAttemptLeft() throws Exception {
        var builder = new ProcessBuilder("sleep", "3000");
        builder.environment().put("MILLRACE_JOB", mark);
        Process left = builder.start();

        JobProcess.killMarked(mark);

        assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private record Ended(int exit, String output) {}

    private Ended run(String... steps) throws Exception {
        try (JobProcess process = start(steps)) {
            int exit = process.exit().get(30, TimeUnit.SECONDS);
            process.close();
            return new Ended(exit, new String(process.output().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private JobProcess start(String... steps) throws IOException {
        return JobProcess.start(directory, script(steps), ENVIRONMENT, mark);
    }

    private Path script(String... steps) throws IOException {
        return Files.writeString(directory.resolve("job.sh"), JobScript.text(List.of(steps)));
    }

    private static List<Long> pids(JobProcess process, int count) {
        return new Scanner(process.output(), StandardCharsets.UTF_8)
                .tokens()
                .limit(count)
                .map(Long::valueOf)
                .toList();
    }

    /** A process that has ended and waits for its parent to notice is dead. */
    static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }
}

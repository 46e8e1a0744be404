package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.PipelineConfig.Sandbox.Mode;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import dev.millrace.testing.DebianTools;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract in a real sandbox, and jobs that try to get out of it. */
class SandboxedProcessTest extends ProcessContract {

    @BeforeAll
    static void need() {
        DebianTools.need("bwrap", "bubblewrap");
    }

    @Override
    Executor executor(JobLimits limits) {
        return executor(limits, Network.NONE);
    }

    private Executor executor(JobLimits limits, Network network) {
        return TestExecutors.of(Mode.REQUIRED, network, directory.toAbsolutePath(), limits, GRACE);
    }

    @Test
    void isASandbox() {
        assertThat(executor(LIMITS).isolation()).isEqualTo(new Isolation.Sandboxed("bubblewrap, without network"));
    }

    @Test
    void endsTheWholeTreeWhenThisServiceDies() throws Exception {
        JobProcessStarter.startAndKill(this, Mode.REQUIRED.name());

        awaitNoProcess();
    }

    @Test
    void stopsAForkBomb() throws Exception {
        var few = new JobLimits(1024 * MI, 60, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(few, "bomb() { bomb | bomb & }", "bomb", sleep(1)))
                .isEqualTo("more than 60 processes and threads (millrace.pipeline.job-use.processes)");
    }

    @Test
    void countsWhatIsInADirectoryThatNobodyMayRead() throws Exception {
        var small = new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 8 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(
                        small,
                        "mkdir -p hidden/deep; head -c 20M /dev/zero > hidden/deep/file; chmod 000 hidden/deep hidden",
                        sleep(1)))
                .contains("job-use.disk");
    }

    @Test
    void seesNeitherFilesOfOtherJobsNorOfTheMachine() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other/checkout"));
        Path secret = Files.writeString(other.resolve("secret"), "secret of another job");
        Path key = Files.writeString(Files.createTempFile("platform", ".pem"), "key of the platform");

        Ended ended = run(
                "ls -A " + directory.toAbsolutePath(),
                "cat %s %s /etc/shadow 2>/dev/null || echo nothing".formatted(secret.toAbsolutePath(), key),
                "ls -A /tmp | grep -v junit || true",
                "for place in /root /home /var/lib /sys /boot /media /srv /opt /work /run/* /old_root; do",
                "  if [ -e $place ]; then echo sees $place; fi; done",
                "ls /proc | grep -c '^[0-9]*$'");
        Files.delete(key);

        assertThat(ended.output().lines().limit(4)).containsExactly("checkout", "home", "job.sh", "nothing");
        assertThat(ended.output()).doesNotContain("secret", "sees");
        assertThat(Integer.parseInt(ended.output().lines().toList().getLast())).isLessThan(10);
    }

    @Test
    void changesNothingButItsOwnFiles() throws Exception {
        Ended ended = run(
                "for place in / /usr /usr/bin /etc /dev /proc/sys/kernel /run /var; do",
                "  if touch $place/made 2>/dev/null; then echo made $place; fi; done",
                "echo changed 2>/dev/null > " + directory.toAbsolutePath() + "/job.sh || echo kept",
                "mv " + home() + " " + home() + "2 2>/dev/null || echo kept",
                "for file in /proc/sys/kernel/core_pattern /proc/sysrq-trigger; do",
                "  if echo x 2>/dev/null > $file; then echo wrote $file; fi; done");

        assertThat(ended.output()).isEqualTo("kept\nkept\n");
    }

    @Test
    void isAnOrdinaryUserWithoutCapabilities() throws Exception {
        Ended ended = run(
                "id -u; id -un; hostname; grep -c 'Cap.*0000000000000000' /proc/self/status",
                "grep NoNewPrivs /proc/self/status",
                "unshare --user --map-root-user true 2>/dev/null || echo no further namespaces",
                "mount -t tmpfs tmpfs /tmp 2>/dev/null || echo no mounts");

        assertThat(ended.output()).isEqualTo("1000\njob\njob\n5\nNoNewPrivs:\t1\nno further namespaces\nno mounts\n");
    }

    @Test
    void reachesNothingOnTheLoopbackOfTheMachine() throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String connect = "if (exec 3<>/dev/tcp/127.0.0.1/%d) 2>/dev/null; then echo reached; else echo refused; fi"
                    .formatted(server.getLocalPort());

            assertThat(run(connect, "grep -c : /proc/net/dev").output()).isEqualTo("refused\n1\n");
            try (JobExecution execution = start(executor(LIMITS, Network.HOST), connect)) {
                assertThat(words(execution, 1)).containsExactly("reached");
            }
        }
    }

    @Test
    void hasItsOwnLoopback() throws Exception {
        assertThat(run("perl -MIO::Socket::INET -e '"
                                + "my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => \"127.0.0.1\") or die $!;"
                                + "IO::Socket::INET->new(PeerAddr => \"127.0.0.1\", PeerPort => $s->sockport) or die $!;"
                                + "print \"connected\"'")
                        .output())
                .isEqualTo("connected");
    }

    @Test
    void limitsItsTemporaryFiles() throws Exception {
        for (String place : new String[] {"/tmp", "/var/tmp", "/dev/shm"}) {
            assertThat(run("head -c 30M /dev/zero > " + place + "/file || echo full")
                            .output())
                    .contains("No space left on device")
                    .endsWith("full\n");
        }
    }

    @Test
    void leavesNothingInTheTemporaryFilesOfTheMachine() throws Exception {
        String file = "made-by-" + name.replace('/', '-');

        assertThat(run("touch /tmp/" + file).exit()).isZero();

        assertThat(Path.of("/tmp", file)).doesNotExist();
    }

    @Test
    void followsNoLinkOfTheJobWhenItMeasures() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.write(outside.resolve("file"), new byte[(int) (20 * MI)]);
        var small = new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 8 * MI, 1024 * MI, 1000, 16 * MI);

        Ended ended = run(
                small,
                "ln -s " + outside.toAbsolutePath() + " link",
                "ln -s / " + home() + "/root",
                "sleep 2.5; ls link/ || true");

        assertThat(ended.exit()).isZero();
        assertThat(ended.output()).contains("No such file");
        assertThat(outside.resolve("file")).hasSize(20 * MI);
    }

    @Test
    void changesTheOwnerOfNothingBehindALink() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside"), "x");
        Object owner = Files.getAttribute(outside, "unix:uid");
        Files.createDirectories(checkout());
        Files.createSymbolicLink(checkout().resolve("link"), outside.toAbsolutePath());
        Files.createSymbolicLink(checkout().resolve("folder"), directory.toAbsolutePath());

        run("true");

        assertThat(Files.getAttribute(outside, "unix:uid")).isEqualTo(owner);
    }
}

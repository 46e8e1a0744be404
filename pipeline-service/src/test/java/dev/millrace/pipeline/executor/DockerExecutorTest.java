package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import dev.millrace.pipeline.DockerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract in containers of a real engine, and what is particular to them. Skipped where there is none. */
class DockerExecutorTest extends LimitedExecutorContract {

    private final DockerEngine engine =
            new DockerEngine(ContainerEngine.config("none", "none").host());

    @BeforeAll
    static void need() {
        ContainerEngine.need();
    }

    @AfterEach
    void removeAll() {
        engine.removeAll(name);
    }

    @Override
    Executor executor(JobLimits limits) {
        return executor(ContainerEngine.config("none", "none"), limits);
    }

    private static Executor executor(DockerConfig config, JobLimits limits) {
        return new DockerExecutor(config, ContainerEngine.IMAGE, limits, GRACE, ServiceUser.current());
    }

    @Override
    Set<String> variablesOfTheImage() {
        return Set.of("HOME", "HOSTNAME", "LANG", "JAVA_HOME");
    }

    @Test
    void endsTheContainerWhenThisServiceDies() throws Exception {
        leaveAContainer();

        assertThat(mine()).extracting(Container::getState).containsExactly("exited");
    }

    private void leaveAContainer() throws Exception {
        JobProcessStarter.startAndKill(this, JobProcessStarter.DOCKER);

        awaitNoProcess();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(mine()).extracting(Container::getState).containsExactly("exited"));
    }

    @Test
    void removesContainersThatNothingTookUpAgain() throws Exception {
        leaveAContainer();

        engine.removeEndedTwice();
        assertThat(mine()).hasSize(1);
        engine.removeEndedTwice();

        assertThat(mine()).isEmpty();
    }

    @Test
    void leavesNoContainer() throws Exception {
        run("true");
        assertThat(mine()).isEmpty();

        start(sleep(1)).close();

        assertThat(mine()).isEmpty();
    }

    @Test
    void isAnOrdinaryUserWithoutCapabilitiesOrNetwork() throws Exception {
        Ended ended = run(
                "[ $(id -u) != 0 ] && echo not root",
                "grep -c 'Cap.*0000000000000000' /proc/self/status",
                "grep NoNewPrivs /proc/self/status",
                "for place in / /usr /etc /run /root; do if touch $place/made 2>/dev/null; then echo made $place; fi; done",
                "grep -c : /proc/net/dev");

        assertThat(ended.output()).isEqualTo("not root\n5\nNoNewPrivs:\t1\n1\n");
    }

    @Test
    void seesNothingOfTheMachine() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "key of the platform");

        Ended ended = run(
                "cat " + secret.toAbsolutePath() + " 2>/dev/null || echo nothing",
                "ls -A " + directory.toAbsolutePath(),
                "[ ! -S /var/run/docker.sock ] && echo no socket");

        assertThat(ended.output().lines()).containsExactly("nothing", "checkout", "home", "job.sh", "no socket");
    }

    @Test
    void limitsItsTemporaryFiles() throws Exception {
        for (String place : List.of("/tmp", "/var/tmp", "/dev/shm")) {
            assertThat(run("head -c 30M /dev/zero > " + place + "/file || echo full")
                            .output())
                    .endsWith("full\n");
        }
    }

    @Test
    void describesTheContainerWithoutItsVariables() throws Exception {
        environment.put("SECRET", "hunter2-in-the-clear");
        try (JobExecution execution = start("echo up", sleep(1))) {
            assertThat(words(execution, 1)).containsExactly("up");

            InspectContainerResponse found =
                    client().inspectContainerCmd(mine().getFirst().getId()).exec();

            assertThat(found.getConfig().getLabels())
                    .containsEntry(DockerEngine.JOB, name)
                    .containsEntry(DockerEngine.BUILD, name.split("/")[0]);
            assertThat(found.toString()).doesNotContain("hunter2");
            assertThat(found.getHostConfig().getPrivileged()).isFalse();
        }
    }

    @Test
    void refusesAnImageThatDoesNotExist() throws Exception {
        assertThatThrownBy(() -> exitOf(command(Optional.of("registry.invalid/none:1"), List.of(), "true")))
                .isInstanceOf(RefusedJobException.class)
                .hasMessage("image registry.invalid/none:1 is not on the engine, and none is pulled"
                        + " (millrace.pipeline.docker.pull=never)");
    }

    @Test
    void doesNotRefuseAnImageWhoseRegistryFails() {
        DockerConfig pulling = ContainerEngine.config(
                ContainerEngine.config("none", "none").host(), "none", "none", DockerConfig.Pull.MISSING);

        assertThatThrownBy(() -> exitOf(
                        executor(pulling, LIMITS), command(Optional.of("127.0.0.1:1/none:1"), List.of(), "true")))
                .isNotInstanceOf(RefusedJobException.class)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("image 127.0.0.1:1/none:1 cannot be pulled");
    }

    @Test
    void refusesPackagesWithoutANetworkToGetThemFrom() {
        assertThatThrownBy(() -> exitOf(command(Optional.empty(), List.of("hello"), "true")))
                .isInstanceOf(RefusedJobException.class)
                .hasMessageContaining("millrace.pipeline.docker.packages-network=none");
    }

    @Test
    void refusesPackagesOfAnImageWithoutApt() throws Exception {
        String image = imageAfter("rm /usr/bin/apt-get");
        try {
            assertThatThrownBy(() -> exitOf(installing(), command(Optional.of(image), List.of("hello"), "true")))
                    .isInstanceOf(RefusedJobException.class)
                    .hasMessage("packages hello cannot be installed: the image has no apt-get");
        } finally {
            removeImage(image);
        }
    }

    @Test
    void installsPackagesOnce() throws Exception {
        String image = imageAfter(REPOSITORY);
        String installed = "millrace-packages:" + DockerPackages.tag(idOf(image), new TreeSet<>(List.of("greeting")));
        try {
            assertThat(outputOf(
                            command(Optional.of(image), List.of("greeting"), "greet", "id -u | grep -v '^0$' | wc -l")))
                    .startsWith("[millrace] installing packages greeting\n")
                    .endsWith("hello of a package\n1\n");
            String id = idOf(installed);

            assertThat(outputOf(command(Optional.of(image), List.of("greeting"), "greet")))
                    .isEqualTo("hello of a package\n");

            assertThat(idOf(installed)).isEqualTo(id);
            assertThat(mine()).isEmpty();
            assertThatThrownBy(() -> exitOf(installing(), command(Optional.of(image), List.of("no-such"), "true")))
                    .isInstanceOf(RefusedJobException.class)
                    .hasMessageContaining("packages no-such cannot be installed: apt-get does not find them");
        } finally {
            removeImage(installed);
            removeImage(image);
        }
    }

    /** Replaces the sources of apt by a folder with one package, whose program prints a line. */
    private static final String REPOSITORY = """
            mkdir -p /repository/greeting/DEBIAN /repository/greeting/usr/bin
            printf 'Package: greeting\\nVersion: 1\\nArchitecture: all\\nMaintainer: nobody\\nDescription: greets\\n' \
                >/repository/greeting/DEBIAN/control
            printf '#!/bin/sh\\necho hello of a package\\n' >/repository/greeting/usr/bin/greet
            chmod 755 /repository/greeting/usr/bin/greet
            cd /repository
            dpkg-deb --build greeting greeting.deb
            { cat greeting/DEBIAN/control; echo "Filename: ./greeting.deb"; echo "Size: $(stat -c %s greeting.deb)"
              echo "SHA256: $(sha256sum greeting.deb | cut -d ' ' -f 1)"; } >Packages
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
            echo 'deb [trusted=yes] file:/repository ./' >/etc/apt/sources.list
            """;

    private static Executor installing() {
        return executor(ContainerEngine.config("none", "bridge"), LIMITS);
    }

    private static String outputOf(JobCommand command) throws Exception {
        try (JobExecution execution = installing().start(command)) {
            var output = new Output(execution);
            assertThat(execution.exit().get(50, TimeUnit.SECONDS)).isZero();
            execution.close();
            return output.text();
        }
    }

    /** The default image after a script that root runs in it. */
    private String imageAfter(String script) {
        String tag = name.replaceAll("\\W", "");
        String made = client().createContainerCmd(ContainerEngine.IMAGE)
                .withUser("0")
                .withEntrypoint("bash", "-e", "-c", script)
                .withLabels(Map.of(DockerEngine.JOB, name))
                .exec()
                .getId();
        client().startContainerCmd(made).exec();
        assertThat(client().waitContainerCmd(made).start().awaitStatusCode()).isZero();
        client().commitCmd(made).withRepository("millrace-test").withTag(tag).exec();
        engine.remove(made);
        return "millrace-test:" + tag;
    }

    private String idOf(String image) {
        return client().inspectImageCmd(image).exec().getId();
    }

    private void removeImage(String image) {
        client().removeImageCmd(image).withForce(true).exec();
    }

    @Test
    void canBeEndedWhileItsImageIsPrepared() throws Exception {
        JobExecution execution = start("true");
        execution.close();

        assertThat(execution.exit().get(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(mine()).isEmpty();
    }

    private void exitOf(JobCommand command) throws Exception {
        exitOf(executor(LIMITS), command);
    }

    private static void exitOf(Executor executor, JobCommand command) throws Exception {
        try (JobExecution execution = executor.start(command)) {
            execution.exit().get(40, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private List<Container> mine() {
        return client().listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(DockerEngine.JOB, name))
                .exec();
    }

    private DockerClient client() {
        return engine.client();
    }
}

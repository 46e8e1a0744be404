package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.PipelineConfig.Sandbox.Mode;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A program that starts a job and forwards its output, a stand-in for the service; tests kill it. */
final class JobProcessStarter {

    /** Instead of the mode of a sandbox: a container. */
    static final String DOCKER = "docker";

    private JobProcessStarter() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        var command = new JobCommand(
                arguments[2],
                directory.resolve("checkout"),
                directory.resolve("home"),
                directory.resolve("job.sh"),
                Map.of("PATH", "/usr/bin:/bin"));
        executor(arguments[0], directory).start(command).output().transferTo(System.out);
    }

    private static Executor executor(String kind, Path directory) {
        return kind.equals(DOCKER)
                ? new DockerExecutor(
                        ContainerEngine.config("none", "none"),
                        ContainerEngine.IMAGE,
                        ExecutorContract.LIMITS,
                        ExecutorContract.GRACE,
                        ServiceUser.current())
                : TestExecutors.of(
                        Mode.valueOf(kind), Network.NONE, directory, ExecutorContract.LIMITS, ExecutorContract.GRACE);
    }

    /** Starts it and kills it, with no chance to clean up. */
    static void startAndKill(ExecutorContract test, String kind) throws Exception {
        Files.createDirectories(test.checkout());
        Files.createDirectories(test.home());
        ExecutorContract.script(
                test.directory,
                test.sleep(1) + " & echo up",
                "env -i /usr/bin/setsid --fork /bin/bash -c 'echo up; exec " + test.sleep(2) + "'",
                test.sleep(3));
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JobProcessStarter.class.getName(),
                        kind,
                        test.directory.toAbsolutePath().toString(),
                        test.name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = service.inputReader();
        assertThat(output.readLine()).isEqualTo("up");
        assertThat(output.readLine()).isEqualTo("up");
        service.destroyForcibly().waitFor();
    }
}

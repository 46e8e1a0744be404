package dev.millrace.pipeline.executor;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A pod whose containers are processes of this machine. The job's is the first of a PID namespace and sees its volumes at the paths
 * that it mounts; it keeps the first 4 MiB of its output and then waits. Commands in the helpers see the volume at its real path.
 */
final class FakePod {

    private static final int MOST_LOG = 4 << 20;

    private final Job job;
    private final Path files;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private boolean isMounted;
    private boolean isKilled;
    private @Nullable Process process;
    private @Nullable Thread copying;

    FakePod(Job job, Path directory) {
        this.job = job;
        try {
            this.files = Files.createTempDirectory(directory, "pod");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Job job() {
        return job;
    }

    private PodSpec spec() {
        return job.getSpec().getTemplate().getSpec();
    }

    synchronized void mount(Secret secret) {
        secret.getData().forEach((key, value) -> {
            try {
                Files.write(files.resolve("secret-" + key), Base64.getDecoder().decode(value));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        isMounted = true;
    }

    /** As the API server shows it now; starts the job's container if it may. */
    synchronized Pod now(@Nullable String waiting) {
        boolean isReady = Files.exists(files.resolve("ready"));
        if (isReady && process == null && !isKilled && waiting == null) {
            start();
        }
        var receiver = new ContainerStateBuilder();
        if (isReady) {
            receiver.withNewTerminated().withExitCode(0).withReason("Completed").endTerminated();
        } else if (isMounted) {
            receiver.withNewRunning().endRunning();
        }
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod-" + job.getMetadata().getName())
                .endMetadata()
                .withSpec(spec())
                .withNewStatus()
                .withPhase(process == null ? "Pending" : "Running")
                .withInitContainerStatuses(new ContainerStatusBuilder()
                        .withName(PodPlan.RECEIVER)
                        .withState(receiver.build())
                        .build())
                .withContainerStatuses(jobsStatus(waiting))
                .endStatus()
                .build();
    }

    private ContainerStatus jobsStatus(@Nullable String waiting) {
        var state = new ContainerStateBuilder();
        if (process == null) {
            String[] reason = waiting == null ? new String[] {"PodInitializing", ""} : waiting.split(": ", 2);
            state.withNewWaiting().withReason(reason[0]).withMessage(reason[1]).endWaiting();
        } else if (process.isAlive()) {
            state.withNewRunning().endRunning();
        } else {
            state.withNewTerminated()
                    .withExitCode(process.exitValue())
                    .withReason("Error")
                    .endTerminated();
        }
        return new ContainerStatusBuilder()
                .withName(PodPlan.CONTAINER)
                .withState(state.build())
                .build();
    }

    private void start() {
        var container = spec().getContainers().getFirst();
        List<String> line = new ArrayList<>(List.of("bwrap", "--dev-bind", "/", "/", "--proc", "/proc"));
        line.addAll(List.of("--unshare-pid", "--as-pid-1", "--die-with-parent"));
        for (VolumeMount mount : container.getVolumeMounts()) {
            if (mount.getName().equals("files")) {
                line.addAll(List.of("--bind", files.resolve(mount.getSubPath()).toString(), mount.getMountPath()));
            } else if ("script".equals(mount.getSubPath())) {
                line.addAll(List.of("--ro-bind", files + "/secret-script", mount.getMountPath()));
            }
        }
        line.addAll(List.of("--chdir", container.getWorkingDir(), "--"));
        container.getCommand().stream()
                .map(word -> word.equals("/run/millrace/variables") ? files + "/secret-variables" : word)
                .forEach(line::add);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        try {
            Process started = builder.start();
            process = started;
            copying = Thread.ofVirtual().start(() -> keepLog(started.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keepLog(InputStream output) {
        byte[] buffer = new byte[8192];
        try {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                log.write(buffer, 0, read);
                if (log.size() > MOST_LOG) {
                    return;
                }
            }
        } catch (IOException e) {
            // the pod was killed
        }
    }

    /** The log from its begin, and what follows while the container runs. */
    void log(HttpServerRequest request) {
        var response = request.response().setChunked(true);
        Thread.ofVirtual().start(() -> {
            int sent = 0;
            boolean wasAlive = true;
            while (wasAlive) {
                wasAlive = isCopying();
                byte[] all = log.toByteArray();
                if (all.length > sent) {
                    response.write(Buffer.buffer(Arrays.copyOfRange(all, sent, all.length)));
                    sent = all.length;
                }
                sleep();
            }
            response.end();
        });
    }

    private synchronized boolean isCopying() {
        return (copying != null && copying.isAlive()) || (process != null && process.isAlive());
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a command as the server's exec does: each message begins with the number of its channel. */
    void exec(HttpServerRequest request) {
        List<String> command = request.params().getAll("command");
        boolean isOfTheJob = PodPlan.CONTAINER.equals(request.getParam("container"));
        request.toWebSocket().onSuccess(socket -> {
            ExecutorService input = Executors.newSingleThreadExecutor();
            try {
                Process started = isOfTheJob ? signal(command) : helper(command);
                socket.binaryMessageHandler(message -> input.execute(() -> write(started, message)));
                Thread.ofVirtual().start(() -> answer(socket, started, input));
            } catch (IOException e) {
                socket.close();
            }
        });
    }

    private Process helper(List<String> command) throws IOException {
        List<String> line = command.stream()
                .map(word -> word.replace(PodPlan.FILES + "/ready", files + "/ready")
                        .replace("-C " + PodPlan.FILES, "-C " + files)
                        .replace("cd " + PodPlan.FILES, "cd " + files))
                .toList();
        return new ProcessBuilder(line).start();
    }

    /** For the first process in the namespace, which is the child of the one that made it. */
    private Process signal(List<String> command) throws IOException {
        if (!command.equals(List.of("bash", "-c", "kill -TERM 1"))) {
            throw new IOException("only a signal is expected, not " + command);
        }
        long first;
        synchronized (this) {
            first = process == null
                    ? -1
                    : process.children().findFirst().orElseThrow().pid();
        }
        return new ProcessBuilder("kill", "-TERM", String.valueOf(first)).start();
    }

    private static void write(Process process, Buffer message) {
        try {
            if (message.length() > 1 && message.getByte(0) == 0) {
                OutputStream input = process.getOutputStream();
                input.write(message.getBytes(1, message.length()));
                input.flush();
            }
        } catch (IOException e) {
            // it has ended, with a code that says why
        }
    }

    private static void answer(ServerWebSocket socket, Process process, ExecutorService input) {
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                socket.writeBinaryMessage(Buffer.buffer(new byte[] {1}).appendBytes(buffer, 0, read));
            }
            byte[] errors = process.getErrorStream().readAllBytes();
            if (errors.length > 0) {
                socket.writeBinaryMessage(Buffer.buffer(new byte[] {2}).appendBytes(errors));
            }
            int code = process.waitFor();
            String status = code == 0 ? "{\"status\":\"Success\"}" : """
                    {"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"%d"}]}}
                    """.formatted(code);
            socket.writeBinaryMessage(Buffer.buffer(new byte[] {3}).appendString(status));
            socket.close();
        } catch (IOException e) {
            socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            input.shutdown();
        }
    }

    synchronized void kill() {
        isKilled = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }
}

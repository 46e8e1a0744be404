package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Finds out whether jobs can run in a sandbox on this machine, by running one. Programs may be missing, and kernels, containers and
 * security modules may forbid to make user namespaces.
 *
 * @param program bwrap; empty if it is not installed
 * @param user of this service
 * @param directory where jobs have their directories
 * @param readable paths of the machine that jobs can read, absolute
 */
record ProbeSandbox(
        Optional<Path> program,
        ServiceUser user,
        Path directory,
        List<Path> readable,
        Network network,
        JobLimits limits) {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MOST_OUTPUT = 4096;
    private static final String ANSWER = "inside";
    /** Process numbers are small in a namespace of its own. */
    private static final String SCRIPT = "[ \"$$\" -lt 100 ] && echo " + ANSWER + "\n";

    /** Whether there is a sandbox. */
    sealed interface Outcome {

        /** A job ran in it. */
        record Works(Bubblewrap bubblewrap) implements Outcome {}

        /** None works. */
        record Missing(String reason) implements Outcome {}
    }

    ProbeSandbox {
        for (Path path : readable) {
            if (!path.isAbsolute() || directory.startsWith(path) || path.startsWith(directory)) {
                throw new IllegalArgumentException(
                        "millrace.pipeline.sandbox.readable-paths contains %s: it must be absolute, and neither above nor below %s"
                                .formatted(path, directory));
            }
        }
    }

    static ProbeSandbox of(PipelineConfig config, JobLimits limits) {
        return new ProbeSandbox(
                Bubblewrap.installed(),
                ServiceUser.current(),
                config.workDirectory().toAbsolutePath().normalize(),
                config.sandbox().readablePaths().orElse(List.of()),
                config.sandbox().network(),
                limits);
    }

    Outcome run() {
        if (program.isEmpty()) {
            return new Outcome.Missing("bwrap is not installed (Debian's package bubblewrap)");
        }
        var strict = new Bubblewrap(program.get(), user, directory, readable, network, limits, true);
        Optional<String> failure = failure(strict);
        if (failure.isEmpty()) {
            return new Outcome.Works(strict);
        }
        // some containers forbid the setting with which a namespace forbids further ones
        Bubblewrap lenient = strict.withNestedUsers();
        return failure(lenient).isEmpty() ? new Outcome.Works(lenient) : new Outcome.Missing(failure.get());
    }

    /** Why no job runs in this sandbox; empty if one does. */
    private Optional<String> failure(Bubblewrap bubblewrap) {
        try {
            Path place = Files.createTempDirectory(Files.createDirectories(directory), "probe");
            try {
                return failure(bubblewrap, place);
            } finally {
                delete(place);
            }
        } catch (IOException e) {
            return Optional.of("no sandbox can be tried in %s: %s".formatted(directory, e));
        }
    }

    private Optional<String> failure(Bubblewrap bubblewrap, Path place) throws IOException {
        var command = new JobCommand(
                "probe/" + UUID.randomUUID(),
                Files.createDirectory(place.resolve("checkout")),
                Files.createDirectory(place.resolve("home")),
                Files.writeString(place.resolve("job.sh"), SCRIPT),
                Map.of());
        try (var execution = JobProcess.start(command, limits, Duration.ZERO, Optional.of(bubblewrap))) {
            execution.exit().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            String output = new String(execution.output().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
            return output.equals(ANSWER)
                    ? Optional.empty()
                    : Optional.of("bwrap does not work here: " + (output.isEmpty() ? "it printed nothing" : output));
        } catch (TimeoutException e) {
            return Optional.of("bwrap did not end within %d s".formatted(TIMEOUT.toSeconds()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for bwrap failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("this instance was stopped while bwrap was tried");
        }
    }

    /** The probe makes no deeper directories. */
    private static void delete(Path place) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            for (Path path : all.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(place);
    }
}

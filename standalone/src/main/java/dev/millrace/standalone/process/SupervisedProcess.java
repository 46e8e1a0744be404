package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child process that is to run until it is stopped: one that dies is started again after a pause, and the person at
 * the terminal is told. Started once, stopped once; both may happen on different threads at the same time.
 */
public final class SupervisedProcess {

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(150);

    private final Launch launch;
    private final Readiness readiness;
    private final RunFolder runFolder;
    private final Progress progress;
    private final RestartBackoff backoff;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Process current;

    public SupervisedProcess(
            Launch launch, Readiness readiness, RunFolder runFolder, Progress progress, RestartBackoff backoff) {
        this.launch = launch;
        this.readiness = readiness;
        this.runFolder = runFolder;
        this.progress = progress;
        this.backoff = backoff;
    }

    /** The name of its launch. */
    public String name() {
        return launch.name();
    }

    /**
     * Starts the process and waits until it is ready; from then on it is watched.
     *
     * @throws StartFailed if it ends or is not ready in time; it may still run then, and {@link #stop} ends it
     */
    public void start(Duration patience) throws InterruptedException {
        long from = System.nanoTime();
        Process process = spawn();
        switch (awaitReady(process, patience)) {
            case READY -> {
                progress.say("%-10s ready after %s".formatted(name(), Progress.seconds(since(from))));
                Thread.ofVirtual().name("watch-" + name()).start(() -> watch(process, from));
            }
            case STOPPING -> throw new StartFailed(name() + " is being stopped");
            case DEAD ->
                throw new StartFailed("%s ended with exit code %d before it was ready; the end of its log, %s:\n%s"
                        .formatted(name(), process.exitValue(), launch.log(), logTail()));
            case LATE ->
                throw new StartFailed("%s was not ready within %d s; the end of its log, %s:\n%s"
                        .formatted(name(), patience.toSeconds(), launch.log(), logTail()));
        }
    }

    /** Asks it to stop, ends it by force when it has not done so in time, and ends whatever it left behind. */
    public void stop(Duration patience) {
        Process process;
        synchronized (this) {
            stopping.countDown();
            process = current;
        }
        if (process == null) {
            return;
        }
        try {
            Signals.askToStop(process.toHandle(), launch.stopSignal());
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                progress.say("%s did not stop within %s, it is ended by force"
                        .formatted(name(), Progress.seconds(patience)));
                process.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Signals.endSessionOf(process.pid());
        runFolder.remove(name());
    }

    private enum Wait {
        READY,
        DEAD,
        LATE,
        STOPPING
    }

    private void watch(Process first, long firstStartNanos) {
        Process process = first;
        long startedNanos = firstStartNanos;
        try {
            while (true) {
                int exitCode = process.waitFor();
                Duration pause = backoff.pauseAfter(since(startedNanos));
                if (isStopping()) {
                    return;
                }
                Signals.endSessionOf(process.pid());
                progress.say("%s died (exit code %d), it is started again in %s; its log: %s"
                        .formatted(name(), exitCode, Progress.seconds(pause), launch.log()));
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                startedNanos = System.nanoTime();
                process = spawn();
                if (awaitReady(process, Duration.ofDays(1)) == Wait.READY) {
                    progress.say("%s is ready again after %s".formatted(name(), Progress.seconds(since(startedNanos))));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StartFailed e) {
            if (!isStopping()) {
                progress.say("%s is given up: %s".formatted(name(), e.getMessage()));
            }
        }
    }

    private Wait awaitReady(Process process, Duration patience) throws InterruptedException {
        long from = System.nanoTime();
        while (since(from).compareTo(patience) < 0) {
            if (!process.isAlive()) {
                return Wait.DEAD;
            }
            if (readiness.isReady()) {
                return Wait.READY;
            }
            if (stopping.await(BETWEEN_QUESTIONS.toMillis(), TimeUnit.MILLISECONDS)) {
                return Wait.STOPPING;
            }
        }
        return Wait.LATE;
    }

    private synchronized Process spawn() {
        if (isStopping()) {
            throw new StartFailed(name() + " is being stopped");
        }
        try {
            keepPreviousLog();
            var builder = new ProcessBuilder(Signals.inOwnSession(launch.command(), launch.niceness()))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(launch.log().toFile());
            builder.environment().putAll(launch.environment());
            Process process = builder.start();
            current = process;
            runFolder.add(launch, process.toHandle());
            return process;
        } catch (IOException e) {
            throw new StartFailed("cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    private void keepPreviousLog() throws IOException {
        Path log = launch.log();
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        OwnerOnly.createFile(log);
    }

    private String logTail() {
        try (var lines = Files.lines(launch.log())) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 15), all.size()));
        } catch (IOException | java.io.UncheckedIOException e) {
            return "(cannot be read: " + e.getMessage() + ")";
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

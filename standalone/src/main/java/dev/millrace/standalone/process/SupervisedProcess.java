package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child process that runs until it is stopped: one that dies is restarted after a pause, on other ports if its own
 * were taken, and the user at the terminal is notified. Started once, stopped once; both may happen on different
 * threads at the same time.
 */
public final class SupervisedProcess {

    /** A start without progress for this long has failed. */
    public static final Duration USUAL_STALL = Duration.ofMinutes(2);

    private static final Duration READINESS_INTERVAL = Duration.ofMillis(150);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);
    private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(1);
    /** If ports are taken this often in a row, the machine has another problem. */
    private static final int MOST_MOVES = 20;

    private final Program program;
    private final RunFolder runFolder;
    private final Progress progress;
    private final RestartBackoff backoff;
    private final Duration stall;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Runnable onMove = () -> {};
    private @Nullable Process current;
    private @Nullable Launch launched;
    private @Nullable CompletableFuture<Void> restart;

    /** @param stall a start without progress for this long is given up, see {@link #USUAL_STALL} */
    public SupervisedProcess(
            Program program, RunFolder runFolder, Progress progress, RestartBackoff backoff, Duration stall) {
        this.program = program;
        this.runFolder = runFolder;
        this.progress = progress;
        this.backoff = backoff;
        this.stall = stall;
    }

    /** The name of its program. */
    public String name() {
        return program.name();
    }

    /**
     * Called on the watching thread when the process had to move to other ports after its first start, and is ready on
     * them.
     */
    public SupervisedProcess onMove(Runnable action) {
        this.onMove = action;
        return this;
    }

    /**
     * Starts the process and waits until it is ready, as long as it makes progress; from then on it is supervised.
     *
     * @throws StartFailed if it exits or hangs; it may still be running then, and {@link #stop} stops it
     */
    public void start() throws InterruptedException {
        for (int moves = 0; ; moves++) {
            long from = System.nanoTime();
            Process process = spawn();
            switch (awaitReady(process, stall)) {
                case READY -> {
                    progress.print("%-10s ready after %s".formatted(name(), Progress.seconds(since(from))));
                    Thread.ofVirtual().name("watch-" + name()).start(() -> watch(process, from));
                    return;
                }
                case STOPPING -> throw new StartFailed(name() + " is being stopped");
                case DEAD -> {
                    String tail = logTail();
                    Signals.endSessionOf(process.pid());
                    if (moves >= MOST_MOVES || !program.leaveTakenPorts()) {
                        throw new StartFailed(
                                "%s ended with exit code %d before it was ready; the end of its log, %s:\n%s"
                                        .formatted(name(), process.exitValue(), log(), tail));
                    }
                    progress.print(name() + ": another process took its port; it is started on another one");
                }
                case STALLED ->
                    throw new StartFailed("%s hangs: no output and no work for %d s; the end of its log, %s:\n%s"
                            .formatted(name(), stall.toSeconds(), log(), logTail()));
            }
        }
    }

    /**
     * Stops the supervised process, and starts it again with its program's current launch.
     *
     * @return completed when it is ready again
     */
    public CompletableFuture<Void> restart() {
        Process process;
        CompletableFuture<Void> ready;
        synchronized (this) {
            ready = restart == null ? new CompletableFuture<>() : restart;
            restart = ready;
            process = current;
        }
        if (process != null && launched != null) {
            Signals.requestStop(process.toHandle(), launched.stopSignal());
        }
        return ready;
    }

    /** Requests it to stop, kills it if it has not done so in time, and kills its remaining descendants. */
    public void stop(Duration timeout) {
        Process process;
        Launch launch;
        synchronized (this) {
            stopping.countDown();
            process = current;
            launch = launched;
        }
        if (process == null || launch == null) {
            return;
        }
        try {
            Signals.requestStop(process.toHandle(), launch.stopSignal());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                progress.print(
                        "%s did not stop within %s, it is ended by force".formatted(name(), Progress.seconds(timeout)));
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
        STALLED,
        STOPPING
    }

    private void watch(Process first, long firstStartNanos) {
        Process process = first;
        long startedNanos = firstStartNanos;
        try {
            while (true) {
                int exitCode = process.waitFor();
                if (isStopping()) {
                    return;
                }
                Signals.endSessionOf(process.pid());
                CompletableFuture<Void> wanted = takeRestart();
                boolean moved = wanted == null && program.leaveTakenPorts();
                if (moved) {
                    progress.print("%s died and another process took its port; it is started on another one"
                            .formatted(name()));
                } else if (wanted == null) {
                    Duration pause = backoff.pauseAfter(since(startedNanos));
                    progress.print("%s died (exit code %d), it is started again in %s; its log: %s"
                            .formatted(name(), exitCode, Progress.seconds(pause), log()));
                    if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
                if (wanted == null) {
                    // this start also completes the restarts requested meanwhile
                    wanted = takeRestart();
                }
                startedNanos = System.nanoTime();
                process = spawn();
                if (awaitReady(process, Duration.ofDays(1)) == Wait.READY) {
                    progress.print(
                            "%s is ready again after %s".formatted(name(), Progress.seconds(since(startedNanos))));
                    if (moved) {
                        onMove.run();
                    }
                }
                if (wanted != null) {
                    wanted.complete(null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StartFailed e) {
            if (!isStopping()) {
                progress.print("%s is given up: %s".formatted(name(), e.getMessage()));
            }
        }
    }

    private synchronized @Nullable CompletableFuture<Void> takeRestart() {
        CompletableFuture<Void> wanted = restart;
        restart = null;
        return wanted;
    }

    private Wait awaitReady(Process process, Duration longestStall) throws InterruptedException {
        long from = System.nanoTime();
        long looked = from;
        Duration reported = Duration.ZERO;
        var startProgress = StartProgress.of(process.toHandle(), log());
        while (true) {
            if (!process.isAlive()) {
                return Wait.DEAD;
            }
            if (program.isReady()) {
                return Wait.READY;
            }
            if (stopping.await(READINESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return Wait.STOPPING;
            }
            if (since(looked).compareTo(POLL_INTERVAL) >= 0) {
                looked = System.nanoTime();
                if (startProgress.stalledFor().compareTo(longestStall) >= 0) {
                    return Wait.STALLED;
                }
                if (since(from).minus(reported).compareTo(BETWEEN_REPORTS) >= 0) {
                    reported = since(from);
                    progress.print("%s is still starting; its log: %s".formatted(name(), log()));
                }
            }
        }
    }

    private synchronized Process spawn() {
        if (isStopping()) {
            throw new StartFailed(name() + " is being stopped");
        }
        try {
            Launch launch = program.launch();
            keepPreviousLog(launch.log());
            var builder = new ProcessBuilder(Signals.inOwnSession(launch.command(), launch.niceness()))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(launch.log().toFile());
            builder.environment().putAll(launch.environment());
            Process process = builder.start();
            current = process;
            launched = launch;
            runFolder.add(launch, process.toHandle());
            return process;
        } catch (IOException e) {
            throw new StartFailed("cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    private static void keepPreviousLog(Path log) throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        OwnerOnly.createFile(log);
    }

    private synchronized Path log() {
        return launched == null ? Path.of("") : launched.log();
    }

    private String logTail() {
        try (var lines = Files.lines(log())) {
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

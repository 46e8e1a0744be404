package dev.millrace.pipeline.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the container of a job uses, as its engine reports it about once a second, and at its directories, and reports the first
 * limit that it exceeds. The kernel has limits of its own, which are a little higher.
 */
final class WatchContainer implements Closeable {

    private static final Logger LOG = Logger.getLogger(WatchContainer.class);
    private static final Duration DISK_INTERVAL = Duration.ofSeconds(1);
    /** A measurement of many files takes long: the pause after it, as a multiple of its time. */
    private static final int DISK_PAUSE = 10;

    /** 128 + SIGXCPU and 128 + SIGXFSZ. */
    private static final int CPU_TIME_ENDED = 152;

    private static final int FILE_TOO_LARGE = 153;

    private final DockerClient client;
    private final String container;
    private final DiskUse disk;
    private final JobLimits limits;
    private final CompletableFuture<ExceededLimit> exceeded;
    private final Reports reports = new Reports();
    private final CountDownLatch stopped = new CountDownLatch(1);

    WatchContainer(
            DockerClient client,
            String container,
            JobCommand command,
            JobLimits limits,
            CompletableFuture<ExceededLimit> exceeded) {
        this.client = client;
        this.container = container;
        this.disk = DiskUse.of(command, Optional.empty());
        this.limits = limits;
        this.exceeded = exceeded;
    }

    static ExceededLimit memory(JobLimits limits) {
        return ExceededLimit.of("%s of memory".formatted(JobLimits.text(limits.memory())), "memory");
    }

    /** What an exit code of the script says about limits of its processes. */
    static Optional<ExceededLimit> ofExit(int code, JobLimits limits) {
        return switch (code) {
            case CPU_TIME_ENDED -> Optional.of(WatchUse.cpuTime(limits));
            case FILE_TOO_LARGE ->
                Optional.of(
                        ExceededLimit.of("%s in one file".formatted(JobLimits.text(limits.fileSize())), "file-size"));
            default -> Optional.empty();
        };
    }

    void start() {
        client.statsCmd(container).exec(reports);
        Thread.ofVirtual().name("job-disk-use").start(this::watchDisk);
    }

    @Override
    public void close() throws IOException {
        stopped.countDown();
        reports.close();
    }

    private final class Reports extends ResultCallback.Adapter<Statistics> {

        @Override
        public void onNext(Statistics use) {
            exceeded(use).ifPresent(exceeded::complete);
        }

        @Override
        public void onError(Throwable failure) {
            LOG.debugf("what a job uses is not reported any more: %s", failure.getMessage());
            onComplete();
        }
    }

    private Optional<ExceededLimit> exceeded(Statistics use) {
        if (use.getPidsStats() != null
                && value(use.getPidsStats().getCurrent()) - ContainerScript.OWN_PROCESSES > limits.processes()) {
            return Optional.of(ExceededLimit.of("%d processes and threads".formatted(limits.processes()), "processes"));
        }
        if (use.getCpuStats() != null
                && use.getCpuStats().getCpuUsage() != null
                && value(use.getCpuStats().getCpuUsage().getTotalUsage())
                        > limits.cpuTime().toNanos()) {
            return Optional.of(WatchUse.cpuTime(limits));
        }
        return memoryOf(use.getMemoryStats()) > limits.memory() ? Optional.of(memory(limits)) : Optional.empty();
    }

    /** Without what the kernel would give up for other uses: files that were read. */
    private static long memoryOf(@Nullable MemoryStatsConfig memory) {
        if (memory == null || memory.getStats() == null) {
            return 0;
        }
        long files = Stream.of(
                        value(memory.getStats().getTotalInactiveFile()),
                        value(memory.getStats().getInactiveFile()))
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return value(memory.getUsage()) - files;
    }

    private static long value(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    private void watchDisk() {
        long pause = DISK_INTERVAL.toNanos();
        try {
            while (!stopped.await(pause, TimeUnit.NANOSECONDS)) {
                long started = System.nanoTime();
                if (disk.bytes() > limits.disk()) {
                    exceeded.complete(
                            ExceededLimit.of("%s of disk space".formatted(JobLimits.text(limits.disk())), "disk"));
                }
                pause = Math.max(DISK_INTERVAL.toNanos(), DISK_PAUSE * (System.nanoTime() - started));
            }
        } catch (IOException e) {
            LOG.warnf("the disk space of a job cannot be measured: %s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

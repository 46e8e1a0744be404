package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.executor.DiskUse.Open;
import dev.millrace.pipeline.executor.JobTree.Entry;
import dev.millrace.pipeline.executor.JobTree.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks at what a running job uses, a few times a second, and reports the first limit that it exceeds. The kernel's own limits are
 * per process; this is about all of the job's processes together. Between two looks a job may use more.
 */
final class WatchUse {

    private static final Logger LOG = Logger.getLogger(WatchUse.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration DISK_INTERVAL = Duration.ofSeconds(1);
    /** A measurement of many files takes long: the pause after it, as a multiple of its time. */
    private static final int DISK_PAUSE = 10;

    private static final long PAGE = pageSize();
    private static final Pattern PROPORTIONAL = Pattern.compile("^Pss: +(\\d{1,15}) kB", Pattern.MULTILINE);

    private final JobTree tree;
    private final DiskUse disk;
    private final JobLimits limits;
    private final CompletableFuture<ExceededLimit> exceeded;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Open open = new Open(0, 0, 0);
    private volatile Set<Long> orphans = Set.of();

    WatchUse(JobTree tree, DiskUse disk, JobLimits limits, CompletableFuture<ExceededLimit> exceeded) {
        this.tree = tree;
        this.disk = disk;
        this.limits = limits;
        this.exceeded = exceeded;
    }

    static ExceededLimit cpuTime(JobLimits limits) {
        Duration time = limits.cpuTime();
        String text = time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
        return ExceededLimit.of(text + " of CPU time", "cpu-time");
    }

    void start() {
        Thread.ofVirtual().name("job-use").start(this::watchProcesses);
        Thread.ofVirtual().name("job-disk-use").start(this::watchDisk);
    }

    void stop() {
        stopped.countDown();
    }

    private void watchProcesses() {
        repeat(INTERVAL, 0, () -> processes(tree.sample(orphans)));
    }

    private void watchDisk() {
        repeat(DISK_INTERVAL, DISK_PAUSE, this::files);
    }

    /** Pauses for the interval, or for a multiple of what the last look took, if that is longer. */
    private void repeat(Duration interval, int multiple, Look look) {
        long pause = interval.toNanos();
        try {
            while (!stopped.await(pause, TimeUnit.NANOSECONDS)) {
                long started = System.nanoTime();
                look(look);
                pause = Math.max(interval.toNanos(), multiple * (System.nanoTime() - started));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look. */
    private interface Look {
        Optional<ExceededLimit> at() throws IOException, InterruptedException;
    }

    private void look(Look look) throws InterruptedException {
        try {
            look.at().ifPresent(exceeded::complete);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("what a job uses cannot be measured: %s", e);
        }
    }

    private Optional<ExceededLimit> processes(Sample sample) {
        if (sample.tasks() > limits.processes()) {
            return Optional.of(ExceededLimit.of("%d processes and threads".formatted(limits.processes()), "processes"));
        }
        if (sample.cpuMillis() > limits.cpuTime().toMillis()) {
            return Optional.of(cpuTime(limits));
        }
        long held = open.memory();
        if (sample.residentPages() * PAGE + held > limits.memory()
                && proportional(sample.entries()) + held > limits.memory()) {
            return Optional.of(ExceededLimit.of("%s of memory".formatted(JobLimits.text(limits.memory())), "memory"));
        }
        return Optional.empty();
    }

    private Optional<ExceededLimit> files() throws IOException, InterruptedException {
        orphans = tree.mark().stream()
                .flatMap(mark -> mark.processes().stream())
                .map(ProcessHandle::pid)
                .collect(Collectors.toUnmodifiableSet());
        List<Long> pids =
                tree.sample(orphans).entries().stream().map(Entry::pid).toList();
        open = disk.open(pids);
        if (open.most() >= limits.openFiles()) {
            return Optional.of(
                    ExceededLimit.of("%d open files in one process".formatted(limits.openFiles() - 1), "open-files"));
        }
        if (disk.bytes() + open.disk() > limits.disk()) {
            return Optional.of(ExceededLimit.of("%s of disk space".formatted(JobLimits.text(limits.disk())), "disk"));
        }
        return Optional.empty();
    }

    /**
     * Memory in bytes, where each process has its share of what several use together, such as libraries and forked heaps. Processes
     * are read one after the other, and each that ends meanwhile leaves its share to the others, so it is measured twice.
     */
    private static long proportional(List<Entry> entries) {
        long first = entries.stream().mapToLong(WatchUse::proportional).sum();
        return Math.min(
                first, entries.stream().mapToLong(WatchUse::proportional).sum());
    }

    private static long proportional(Entry entry) {
        try {
            Matcher matcher = PROPORTIONAL.matcher(Files.readString(Path.of("/proc/" + entry.pid() + "/smaps_rollup")));
            if (matcher.find()) {
                return Long.parseLong(matcher.group(1)) * 1024;
            }
        } catch (IOException e) {
            LOG.debugf("the memory of pid=%d cannot be read: %s", entry.pid(), e);
        }
        // ended meanwhile, and then without memory, or a kernel without this file
        return JobTree.read(entry.pid()).map(now -> now.residentPages() * PAGE).orElse(0L);
    }

    private static long pageSize() {
        try {
            Matcher matcher = Pattern.compile("^KernelPageSize: +(\\d+) kB", Pattern.MULTILINE)
                    .matcher(Files.readString(Path.of("/proc/self/smaps")));
            return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 4096;
        } catch (IOException e) {
            return 4096;
        }
    }
}

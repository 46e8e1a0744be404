package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Whether a starting process still makes progress: it writes to its log, or it and its children use processor time. On
 * a busy machine a start may take any length of time; a process that hangs does neither.
 */
final class StartProgress {

    /** Processor time that shows more than a process waking up now and then. */
    private static final Duration LEAST_WORK = Duration.ofSeconds(1);

    private final Source source;
    private final LongSupplier nanoTime;
    private long markNanos;
    private long markBytes;
    private Duration markWork;

    /** Measurements of a process from outside. */
    interface Source {
        /** Length of its log in bytes. */
        long logBytes();

        /** Processor time of the process and its children. */
        Duration work();
    }

    StartProgress(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.markNanos = nanoTime.getAsLong();
        this.markBytes = source.logBytes();
        this.markWork = source.work();
    }

    static StartProgress of(ProcessHandle process, Path log) {
        return new StartProgress(new Observed(process, log), System::nanoTime);
    }

    /** How long there has been no progress; zero at the moment of progress. */
    Duration stalledFor() {
        long now = nanoTime.getAsLong();
        long bytes = source.logBytes();
        Duration work = source.work();
        // also if it is less: a child that ended takes its time with it
        boolean progress = bytes != markBytes || work.minus(markWork).abs().compareTo(LEAST_WORK) >= 0;
        if (progress) {
            markNanos = now;
            markBytes = bytes;
            markWork = work;
        }
        return Duration.ofNanos(now - markNanos);
    }

    private record Observed(ProcessHandle process, Path log) implements Source {

        @Override
        public long logBytes() {
            try {
                return Files.size(log);
            } catch (IOException e) {
                return 0;
            }
        }

        @Override
        public Duration work() {
            return Stream.concat(Stream.of(process), process.descendants())
                    .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }
}

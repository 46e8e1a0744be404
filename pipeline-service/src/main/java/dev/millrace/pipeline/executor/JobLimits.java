package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig;
import java.time.Duration;

/**
 * What one job may use; sizes in bytes.
 *
 * @param memory of all its processes
 * @param processes and threads
 * @param cpuTime of all its processes
 * @param disk of its checkout and its home directory
 * @param fileSize of one file
 * @param openFiles of one process
 * @param temporaryFiles in {@code /tmp}, and again in {@code /dev/shm}, of a sandbox
 */
record JobLimits(
        long memory, int processes, Duration cpuTime, long disk, long fileSize, int openFiles, long temporaryFiles) {

    private static final long KI = 1024;
    private static final long MI = 1024 * KI;
    private static final int LEAST_PROCESSES = 8;
    private static final int LEAST_OPEN_FILES = 32;

    JobLimits {
        atLeast("memory", memory, 16 * MI);
        atLeast("processes", processes, LEAST_PROCESSES);
        atLeast("cpu-time", cpuTime.toMillis(), 1_000);
        atLeast("disk", disk, MI);
        atLeast("file-size", fileSize, 64 * KI);
        atLeast("open-files", openFiles, LEAST_OPEN_FILES);
        atLeast("temporary-files", temporaryFiles, 64 * KI);
    }

    /**
     * As configured.
     *
     * @throws IllegalArgumentException if a limit is too small for any job; it names the setting
     */
    static JobLimits of(PipelineConfig.JobUse use) {
        return new JobLimits(
                use.memory().asLongValue(),
                use.processes(),
                use.cpuTime(),
                use.disk().asLongValue(),
                use.fileSize().asLongValue(),
                use.openFiles(),
                use.temporaryFiles().asLongValue());
    }

    /** A size as it is written in settings, rounded down. */
    static String text(long bytes) {
        if (bytes >= KI * MI && bytes % (KI * MI) == 0) {
            return bytes / (KI * MI) + "G";
        }
        return bytes >= MI ? bytes / MI + "M" : bytes / KI + "K";
    }

    private static void atLeast(String setting, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("millrace.pipeline.job-use.%s is %d, but must be %d or more%s"
                    .formatted(setting, value, least, setting.equals("cpu-time") ? " milliseconds" : ""));
        }
    }
}

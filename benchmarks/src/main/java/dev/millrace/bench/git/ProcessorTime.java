package dev.millrace.bench.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of processes as Linux counts it, in steps of 10 ms; see proc(5). */
public final class ProcessorTime {

    private static final int STEPS_A_SECOND = 100;
    /** Fields of {@code /proc/PID/stat} after the name: own user and system time, and those of children that ended. */
    private static final List<Integer> TIMES = List.of(11, 12, 13, 14);

    private ProcessorTime() {}

    /** Of a process, of its descendants that still run, and of all that they waited for. */
    public static Duration of(ProcessHandle root) {
        long steps = Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(ProcessorTime::steps)
                .sum();
        return Duration.ofMillis(steps * 1000 / STEPS_A_SECOND);
    }

    /**
     * The sum of the output of a shell's {@code times}, call by call: its own time and that of the children it waited
     * for.
     */
    static Duration reported(Path times) {
        try (Stream<String> lines = Files.lines(times)) {
            long millis = lines.flatMap(line -> Stream.of(line.split(" ", -1)))
                    .mapToLong(ProcessorTime::millis)
                    .sum();
            return Duration.ofMillis(millis);
        } catch (IOException e) {
            throw new UncheckedIOException("times cannot be read", e);
        }
    }

    /** For example {@code 0m0.270000s}. */
    private static long millis(String reported) {
        int minutes = reported.indexOf('m');
        double seconds = Double.parseDouble(reported.substring(minutes + 1, reported.length() - 1));
        return Math.round(1000 * (60 * Long.parseLong(reported.substring(0, minutes)) + seconds));
    }

    private static long steps(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return TIMES.stream()
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
        } catch (IOException e) {
            return 0; // it has just ended: its parent has its time
        }
    }
}

package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of a job, found below the process that supervises it. In a sandbox, none gets out of this tree: its orphans become
 * children of the sandbox's first process. Outside of one, orphans are found by their mark.
 *
 * @param root the supervisor's process number
 * @param depth how far below the supervisor the job's own processes begin
 * @param mark empty in a sandbox
 */
record JobTree(long root, int depth, Optional<JobMark> mark) {

    private static final Path PROCESSES = Path.of("/proc");
    private static final int FIELDS = 24;
    private static final long MILLIS_PER_TICK = 10;

    /** Below the supervisor are bwrap, bwrap as the first process of the sandbox, and then the job. */
    static JobTree inSandbox(long supervisor) {
        return new JobTree(supervisor, 3, Optional.empty());
    }

    /** Below the supervisor are the job and the guard. */
    static JobTree marked(long supervisor, JobMark mark) {
        return new JobTree(supervisor, 1, Optional.of(mark));
    }

    /**
     * A process, from {@code /proc/<pid>/stat}.
     *
     * @param cpuMillis CPU time of itself and of its children that it has awaited
     * @param threads 1 or more
     * @param residentPages pages of memory, shared ones included
     */
    record Entry(long pid, long parent, long cpuMillis, int threads, long residentPages) {}

    /**
     * What a job uses at one moment.
     *
     * @param entries its processes
     * @param tasks processes and threads
     * @param cpuMillis so far; processes that have ended and were not awaited are missing
     */
    record Sample(List<Entry> entries, int tasks, long cpuMillis, long residentPages) {}

    /** Process numbers of the job. Outside of a sandbox, they include the guard, which ignores SIGTERM. */
    List<Long> jobProcesses() {
        Stream<Long> marked =
                mark.stream().flatMap(own -> own.processes().stream()).map(ProcessHandle::pid);
        return Stream.concat(sample().entries().stream().map(Entry::pid), marked)
                .filter(pid -> pid != root)
                .distinct()
                .toList();
    }

    /** What the job uses now; orphans outside of a sandbox are missing. */
    Sample sample() {
        return sample(Set.of());
    }

    /**
     * What the job uses now.
     *
     * @param orphans numbers of processes that belong to it, too
     */
    Sample sample(Set<Long> orphans) {
        List<Entry> all = all();
        Map<Long, List<Entry>> children = all.stream().collect(Collectors.groupingBy(Entry::parent));
        Map<Long, Entry> found = new HashMap<>();
        long cpuMillis = descend(children, found);
        for (Entry entry : all) {
            if (orphans.contains(entry.pid()) && entry.pid() != root && found.put(entry.pid(), entry) == null) {
                cpuMillis += entry.cpuMillis();
            }
        }
        // the guard
        int notOfTheJob = mark.isPresent() ? 1 : 0;
        return new Sample(
                List.copyOf(found.values()),
                Math.max(0, found.values().stream().mapToInt(Entry::threads).sum() - notOfTheJob),
                cpuMillis,
                found.values().stream().mapToLong(Entry::residentPages).sum());
    }

    /** Collects what is below; returns its CPU time, that of orphans included, which the sandbox's first process has awaited. */
    private long descend(Map<Long, List<Entry>> children, Map<Long, Entry> found) {
        long cpuMillis = 0;
        List<Entry> current = children.getOrDefault(root, List.of());
        for (int level = 1; !current.isEmpty(); level++) {
            List<Entry> next = new ArrayList<>();
            for (Entry entry : current) {
                cpuMillis += entry.cpuMillis();
                if (level >= depth) {
                    found.put(entry.pid(), entry);
                }
                next.addAll(children.getOrDefault(entry.pid(), List.of()));
            }
            current = next;
        }
        return cpuMillis;
    }

    private static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                read(process).ifPresent(entries::add);
            }
        } catch (IOException e) {
            // no /proc: not Linux, and nothing is known of processes
            return List.of();
        }
        return entries;
    }

    /** A process as it is now; empty if it has ended. */
    static Optional<Entry> read(long pid) {
        return read(PROCESSES.resolve(String.valueOf(pid)));
    }

    private static Optional<Entry> read(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // the name is in brackets and may contain any character
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", FIELDS);
            long ticks = 0;
            for (int field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return Optional.of(new Entry(
                    Long.parseLong(process.getFileName().toString()),
                    Long.parseLong(fields[1]),
                    ticks * MILLIS_PER_TICK,
                    Integer.parseInt(fields[17]),
                    Long.parseLong(fields[21])));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            // ended meanwhile
            return Optional.empty();
        }
    }
}

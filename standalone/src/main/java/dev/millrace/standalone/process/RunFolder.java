package dev.millrace.standalone.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The folder that records which processes run: one file {@code NAME.properties} for each, with {@code pid},
 * {@code started-at} (the operating system's start time, ISO-8601) and {@code stop-signal}. The start time
 * distinguishes a process of ours from a later one with the same pid.
 */
public final class RunFolder {

    /** Start times that the operating system reports for one process differ by up to its clock's corrections. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private final Path folder;

    public RunFolder(Path folder) {
        this.folder = folder;
    }

    /** A process that an earlier platform left behind. */
    record Leftover(String name, ProcessHandle process, Launch.StopSignal stopSignal) {}

    void add(Launch launch, ProcessHandle process) {
        var entry = new Properties();
        entry.setProperty("pid", Long.toString(process.pid()));
        process.info().startInstant().ifPresent(start -> entry.setProperty("started-at", start.toString()));
        entry.setProperty("stop-signal", launch.stopSignal().name());
        write(launch.name(), entry);
    }

    /** Writes facts about the platform as a whole for other programs, atomically: a reader sees all or nothing. */
    public void write(String name, Properties facts) {
        try {
            OwnerOnly.createFolder(folder);
            OwnerOnly.write(file(name), facts);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(name), e);
        }
    }

    /** Removes a name; does nothing if it does not exist. */
    public void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file(name), e);
        }
    }

    /** The process of this name, if it is alive. */
    public Optional<ProcessHandle> find(String name) {
        return read(file(name)).map(Leftover::process);
    }

    /** Processes that an earlier platform left running in this folder; the files of dead processes are deleted. */
    List<Leftover> leftovers() {
        var found = new ArrayList<Leftover>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (var files = Files.newDirectoryStream(folder, "*.properties")) {
            for (Path file : files) {
                var leftover = read(file);
                if (leftover.isPresent()) {
                    found.add(leftover.get());
                } else {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
        return found;
    }

    private Optional<Leftover> read(Path file) {
        var entry = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            entry.load(in);
        } catch (IOException e) {
            return Optional.empty();
        }
        String pid = entry.getProperty("pid");
        String startedAt = entry.getProperty("started-at");
        if (pid == null || startedAt == null) {
            return Optional.empty();
        }
        String name = file.getFileName().toString().replace(".properties", "");
        var signal = Launch.StopSignal.valueOf(entry.getProperty("stop-signal", Launch.StopSignal.TERM.name()));
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(process -> process.isAlive() && startedAt(process, Instant.parse(startedAt)))
                .map(process -> new Leftover(name, process, signal));
    }

    private static boolean startedAt(ProcessHandle process, Instant expected) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, expected).abs().compareTo(SAME_START) <= 0)
                .orElse(false);
    }

    private Path file(String name) {
        return folder.resolve(name + ".properties");
    }
}

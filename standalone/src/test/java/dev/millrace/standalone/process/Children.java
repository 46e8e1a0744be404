package dev.millrace.standalone.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Child processes of a test in one folder, and the progress messages about them. */
final class Children {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Path folder;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final RunFolder runFolder;
    final Progress progress = new Progress(new PrintStream(output, true, StandardCharsets.UTF_8));

    Children(Path folder) {
        this.folder = folder;
        this.runFolder = new RunFolder(folder.resolve("run"));
    }

    SupervisedProcess tinyMain(String name, String behaviour) {
        return tinyMain(name, behaviour, Duration.ofMinutes(1));
    }

    SupervisedProcess tinyMain(String name, String behaviour, Duration stall) {
        return supervised(program(name, () -> behaviour, () -> false), stall);
    }

    SupervisedProcess supervised(Program program, Duration stall) {
        var backoff = new RestartBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(1));
        return supervised(program, stall, backoff);
    }

    SupervisedProcess supervised(Program program, Duration stall, RestartBackoff backoff) {
        return new SupervisedProcess(program, runFolder, progress, backoff, stall);
    }

    /** A tiny main that behaves at each launch as the supplier specifies; ready when it has written its file anew. */
    Program program(String name, Supplier<String> behaviour, BooleanSupplier leaveTakenPorts) {
        Path pidFile = folder.resolve(name + ".pid");
        return new Program() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Launch launch() {
                return new Launch(
                        name,
                        command(pidFile, behaviour.get()),
                        Map.of(),
                        folder.resolve(name + ".log"),
                        Launch.StopSignal.TERM,
                        0);
            }

            @Override
            public boolean isReady() {
                return Files.exists(pidFile);
            }

            @Override
            public boolean leaveTakenPorts() {
                return leaveTakenPorts.getAsBoolean();
            }
        };
    }

    /** The processes recorded by the one of this name: itself, and its own children. */
    List<ProcessHandle> processes(String name) throws IOException {
        String pids = Files.readString(folder.resolve(name + ".pid"));
        return Stream.of(pids.split(" ", -1))
                .map(Long::parseLong)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    ProcessHandle process(String name) throws IOException {
        return processes(name).getFirst();
    }

    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static List<String> command(Path pidFile, String behaviour) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TinyMain.class.getName(),
                pidFile.toString(),
                behaviour);
    }
}

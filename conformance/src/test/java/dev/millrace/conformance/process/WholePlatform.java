package dev.millrace.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The platform with the simulated GitHub, started by the script that users run, from what the build has just made. */
public final class WholePlatform {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path data;
    private final Process process;
    private final Properties facts;

    private WholePlatform(Path data, Process process, Properties facts) {
        this.data = data;
        this.process = process;
        this.facts = facts;
    }

    /** Starts on a data folder, empty or from an earlier run, and returns when it is ready. */
    public static WholePlatform start(Path data) throws IOException {
        Path factsFile = data.resolve("run/platform.properties");
        Files.deleteIfExists(factsFile);
        Process process = launch(data, Path.of("target/platform.log").toAbsolutePath());
        try {
            await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
                assertThat(process.isAlive()).as("the platform is alive").isTrue();
                assertThat(factsFile).exists();
            });
            var facts = new Properties();
            try (Reader reader = Files.newBufferedReader(factsFile)) {
                facts.load(reader);
            }
            return new WholePlatform(data, process, facts);
        } catch (RuntimeException | AssertionError e) {
            process.destroy();
            throw e;
        }
    }

    /** Runs the script on a data folder, with all its output going to a file. */
    public static Process launch(Path data, Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of("./millrace", "up", "--simulator", "--data", data.toString()));
        var builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // this test runs inside the build that made the modules
        builder.environment().put("MILLRACE_BUILD", "never");
        // services inherit it: GitHub itself is not that late here
        builder.environment().put("MILLRACE_INGEST_RECONCILIATION_GRACE", "5S");
        return builder.start();
    }

    /** Root of a service's HTTP interface; {@code gateway}, {@code simulator}, ... */
    public URI url(String service) {
        return URI.create(fact(service + "-url"));
    }

    /** Content of a file that the platform generated, for example {@code administrator-token}. */
    public String key(String name) throws IOException {
        return Files.readString(data.resolve("keys").resolve(name)).strip();
    }

    /** Every process that belongs to it now. */
    public Set<ProcessHandle> processes() {
        Set<ProcessHandle> all = new HashSet<>();
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        return all;
    }

    /** Total memory of its processes, in bytes: proportional set size, which counts shared pages once. */
    public long memory() throws IOException {
        long kibibytes = 0;
        for (ProcessHandle each : processes()) {
            for (String line : rollup(each)) {
                if (line.startsWith("Pss:")) {
                    kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kibibytes * 1024;
    }

    /** Empty if the process, of the step of a job for example, has ended since it was listed. */
    private static List<String> rollup(ProcessHandle process) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            return List.of();
        }
    }

    /** Requests it to stop, as Ctrl-C does, and returns when none of its processes is running. */
    public void stop() throws InterruptedException {
        Set<ProcessHandle> all = processes();
        process.destroy();
        boolean ended = process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        try {
            assertThat(ended).as("stopped within %s", STOP_LIMIT).isTrue();
            assertThat(all).as("processes left behind").noneMatch(ProcessHandle::isAlive);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private String fact(String name) {
        String value = facts.getProperty(name);
        assertThat(value).as("fact %s", name).isNotNull();
        return value;
    }
}

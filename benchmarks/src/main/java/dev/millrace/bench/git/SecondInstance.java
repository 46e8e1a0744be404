package dev.millrace.bench.git;

import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another process of a running service, started by the same command with the same settings on another port, and with
 * the same niceness.
 */
public final class SecondInstance implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int SECONDS_TO_STOP = 10;
    /** Field of {@code /proc/PID/stat}, after the name; see proc(5). */
    private static final int NICENESS = 16;

    private final Process process;
    private final URI address;
    private final URI management;

    private SecondInstance(Process process, URI address, URI management) {
        this.process = process;
        this.address = address;
        this.management = management;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param settings environment that differs from the first one's
     */
    public static SecondInstance of(ProcessHandle first, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = freePort();
        int management = freePort();
        var command = new ArrayList<>(
                List.of("nice", "-n", Integer.toString(niceness(first) - niceness(ProcessHandle.current()))));
        command.addAll(words(first, "cmdline"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        for (String setting : words(first, "environ")) {
            int equals = setting.indexOf('=');
            builder.environment().put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        builder.environment().putAll(settings);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        var instance = new SecondInstance(
                builder.start(), URI.create("http://127.0.0.1:" + port), URI.create("http://127.0.0.1:" + management));
        Runtime.getRuntime().addShutdownHook(new Thread(instance::close));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!instance.isReady()) {
            if (instance.process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                instance.close();
                throw new UnexpectedAnswer("the second instance did not start; see " + log);
            }
        }
        return instance;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> words(ProcessHandle process, String file) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/%d/%s".formatted(process.pid(), file)));
        return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    }

    private static int niceness(ProcessHandle process) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICENESS]);
    }

    private boolean isReady() {
        try {
            return JsonClient.of(management)
                            .ask("GET", "/q/health/ready", Optional.empty())
                            .status()
                    == 200;
        } catch (UnexpectedAnswer e) {
            return false; // still starting
        }
    }

    URI address() {
        return address;
    }

    /** Processor time that it has used so far. */
    public Duration processorTime() {
        return ProcessorTime.of(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

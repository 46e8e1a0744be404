package dev.millrace.bench.git;

import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.PortChoice;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Another process of a service that runs, started by the same command with the same settings on another port. */
final class SecondInstance implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final URI address;

    private SecondInstance(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param settings environment that differs from the first one's
     */
    static SecondInstance of(ProcessHandle first, Path log, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = new PortChoice().choose(0);
        var builder = new ProcessBuilder(words(first, "cmdline"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        for (String setting : words(first, "environ")) {
            int equals = setting.indexOf('=');
            builder.environment().put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        builder.environment().putAll(settings);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        var instance = new SecondInstance(builder.start(), URI.create("http://127.0.0.1:" + port));
        Runtime.getRuntime().addShutdownHook(new Thread(instance::close));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!instance.isReady()) {
            if (instance.process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                instance.close();
                throw new UnexpectedAnswer("the second instance did not start; see " + log);
            }
        }
        return instance;
    }

    private static List<String> words(ProcessHandle process, String file) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/%d/%s".formatted(process.pid(), file)));
        return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    }

    private boolean isReady() {
        try {
            return JsonClient.of(address)
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

    @Override
    public void close() {
        process.destroy();
    }
}

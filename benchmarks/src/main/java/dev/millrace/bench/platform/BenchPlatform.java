package dev.millrace.bench.platform;

import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.process.FileTree;
import dev.millrace.standalone.process.RunFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The whole platform with the simulated forge, started with an empty data folder by the program that
 * {@code ./millrace up} runs, as a process of its own. The caller that starts one closes it, which stops every process.
 */
public final class BenchPlatform implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Path data;
    private final Process process;
    private final Properties addresses;

    private BenchPlatform(Path data, Process process, Properties addresses) {
        this.data = data;
        this.process = process;
        this.addresses = addresses;
    }

    /**
     * Starts it on an emptied {@code .millrace/bench} and waits until it is ready.
     *
     * @param root the checkout
     * @param environment settings of services that differ from the usual
     * @throws UnexpectedAnswer if it does not become ready
     */
    public static BenchPlatform start(Path root, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path data = root.resolve(".millrace/bench");
        FileTree.delete(data);
        Path facts = data.resolve("run/platform.properties");
        Path classes = root.resolve("standalone/target");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.resolve("classes") + ":" + classes.resolve("lib") + "/*",
                "dev.millrace.standalone.Main",
                "up",
                "--simulator",
                "--root",
                root.toString(),
                "--data",
                data.toString());
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        // an interrupted bench must not leave a platform behind either
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!Files.exists(facts)) {
            if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                stop(process);
                throw new UnexpectedAnswer("the platform did not start; see " + data.resolve("logs"));
            }
        }
        var addresses = new Properties();
        try (var in = Files.newBufferedReader(facts)) {
            addresses.load(in);
        }
        return new BenchPlatform(data, process, addresses);
    }

    /** One of the facts in {@code run/platform.properties}, for example {@code kafka} or {@code database-url}. */
    public String fact(String name) {
        return Optional.ofNullable(addresses.getProperty(name)).orElseThrow();
    }

    /** Settings of a Kafka client that may read everything. */
    public Map<String, Object> kafkaClient() {
        return Map.of(
                "bootstrap.servers",
                fact("kafka"),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-256",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(fact("kafka-user"), fact("kafka-password")));
    }

    /** Root of a service's HTTP interface; {@code gateway}, {@code simulator}, ... */
    public URI url(String service) {
        return URI.create(fact(service + "-url"));
    }

    /** Content of a file that the platform generated, for example {@code administrator-token}. */
    public String key(String name) throws IOException {
        return Files.readString(data.resolve("keys").resolve(name)).strip();
    }

    /** The process of a service, if it is running. */
    public Optional<ProcessHandle> find(String service) {
        return new RunFolder(data.resolve("run")).find(service);
    }

    /** Whether a process responds: a service reports that it is ready, PostgreSQL or Kafka listens. */
    public boolean isReady(String process) {
        return switch (process) {
            case "postgresql" ->
                Tool.listens(URI.create(fact("database-url").substring("jdbc:".length()))
                        .getPort());
            case "kafka" -> Tool.listens(URI.create("kafka://" + fact("kafka")).getPort());
            default -> reportsReadiness(process);
        };
    }

    private boolean reportsReadiness(String service) {
        try {
            return JsonClient.of(URI.create(fact(service + "-management-url")))
                            .ask("GET", "/q/health/ready", Optional.empty())
                            .status()
                    == 200;
        } catch (UnexpectedAnswer e) {
            return false; // it has not started yet
        }
    }

    /**
     * Kills a process with SIGKILL and waits until the platform has restarted it and it responds.
     *
     * @param name a service, {@code postgresql} or {@code kafka}
     * @throws UnexpectedAnswer if that takes longer
     */
    public void kill(String name, Duration timeout) throws InterruptedException {
        ProcessHandle victim = Waiting.until(timeout, name, () -> find(name));
        victim.destroyForcibly();
        Waiting.until(
                timeout,
                name + " to be started again",
                () -> find(name)
                        .filter(process -> process.pid() != victim.pid())
                        .filter(_ -> isReady(name)));
    }

    /** Waits for a concurrent task, and rethrows its exception. */
    public static void join(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("what ran beside failed: " + e.getCause(), e);
        }
    }

    /** Folder for files of the measurement. */
    public Path scratch() throws IOException {
        return Files.createDirectories(data.resolve("scratch"));
    }

    @Override
    public void close() {
        stop(process);
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.millrace.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.migration.Migrations;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** One of our services, started from its built jar on a free port of this machine and ready for requests. */
public final class ServiceProcess implements AutoCloseable {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final String DATABASE = "quarkus.datasource.jdbc.url";

    private final StartedProcess process;
    private final URI address;

    private ServiceProcess(StartedProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts a service and waits until its health endpoint reports that it is ready.
     *
     * @param module directory of the module, for example {@code forge-simulator}; its jar must have been built
     * @param heap for example {@code 192m}
     * @param properties system properties of the service
     */
    public static ServiceProcess start(String module, String heap, Map<String, String> properties) throws IOException {
        Path jar = ROOT.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        assertThat(Files.isRegularFile(jar))
                .as("%s must have been packaged, %s is missing", module, jar)
                .isTrue();
        int port = freePort();
        int management = freePort();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                // it lives for minutes: the second compiler would cost as much as it saves
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + management));
        // a process of another test has a database of its own: it must not consume the records that are meant for this
        // one
        Optional.ofNullable(properties.get(DATABASE))
                .ifPresent(url -> command.add("-Dmp.messaging.connector.smallrye-kafka.group.id=%s.%s"
                        .formatted(module, url.replaceAll(".*/|\\?.*", ""))));
        Optional.ofNullable(properties.get(DATABASE)).ifPresent(ServiceProcess::migrate);
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        StartedProcess process = StartedProcess.start(module, ROOT, Map.of(), command);
        ServiceProcess service = new ServiceProcess(process, URI.create("http://localhost:" + port));
        service.awaitReady(module, URI.create("http://localhost:" + management));
        return service;
    }

    /** The address on which it listens, without a trailing slash. */
    public URI address() {
        return address;
    }

    /** The peak memory of its process, in bytes. */
    public long mostMemory() throws IOException {
        String line = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(each -> each.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
    }

    /** Its process, and those of its descendants that still run. */
    public Stream<ProcessHandle> family() {
        return process.family();
    }

    /** Its output so far. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }

    private void awaitReady(String module, URI management) {
        boolean ready = false;
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest health = HttpRequest.newBuilder(management.resolve("/q/health/ready"))
                    .build();
            await().atMost(START_LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> {
                        assertThat(process.isAlive()).as("%s is alive", module).isTrue();
                        assertThat(http.send(health, HttpResponse.BodyHandlers.discarding())
                                        .statusCode())
                                .isEqualTo(200);
                    });
            ready = true;
        } finally {
            // no failure, not even an unchecked one, leaves a process behind
            if (!ready) {
                close();
            }
        }
    }

    /** Services do not change schemas. */
    private static void migrate(String url) {
        var owner = new PGSimpleDataSource();
        owner.setUrl(url);
        owner.setUser("postgres");
        new Migrations(owner).apply();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.migration.Migrations;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKafka;
import dev.millrace.testing.TestKeys;
import dev.millrace.testing.TestPlatformKey;
import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The packaged service in a process of its own, killed with SIGKILL between the row of a key and the commit. */
class KilledGatewayIT {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://\\S+)\\. Management");
    private static final String HOLD_EVENTS = """
            create function gateway.hold() returns trigger language plpgsql as
              $$ begin perform pg_advisory_xact_lock(4711); return null; end $$;
            create trigger hold after insert on gateway.outbox for each row execute function gateway.hold();
            select pg_advisory_lock(4711)
            """;

    @TempDir
    Path folder;

    private final String url = TestPostgres.databaseUrl();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process gateway;
    private Connection connection;

    @BeforeEach
    void start() throws IOException, SQLException {
        var owner = new PGSimpleDataSource();
        owner.setUrl(url);
        new Migrations(owner).apply();
        connection = DriverManager.getConnection(url, "postgres", "postgres");
        gateway = startGateway();
    }

    @AfterEach
    void stop() throws SQLException {
        gateway.destroyForcibly();
        connection.close();
    }

    @Test
    void keepsRowAndEventTogetherOrNeitherOfThem() throws Exception {
        assertThat(post("/api/teams", Map.of("slug", "octo")).get().statusCode())
                .isEqualTo(201);

        HttpResponse<String> kept = postKey().get();
        assertThat(kept.statusCode()).isEqualTo(201);
        String keptId = new ObjectMapper().readTree(kept.body()).get("id").textValue();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.ACCESS_KEYS,
                                AccessKeyChanged.class,
                                key -> key.keyId().equals(keptId)))
                        .hasSize(1));

        execute(HOLD_EVENTS);
        CompletableFuture<HttpResponse<String>> lost = postKey();
        // the row and the event are written, and the insert of the event has not returned yet
        await().atMost(DEADLINE)
                .until(() -> number("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 1);
        gateway.destroyForcibly().waitFor();
        assertThat(lost).failsWithin(DEADLINE);
        execute("select pg_advisory_unlock(4711)");

        await().atMost(DEADLINE)
                .until(() -> number("select count(*) from pg_stat_activity where datname = current_database()") == 1);
        assertThat(number("select count(*) from gateway.access_key where team = 'octo'"))
                .isEqualTo(1);
        assertThat(number("select count(*) from gateway.outbox where key like 'key-%'"))
                .isZero();
        assertThat(TestEvents.all(
                        Topic.ACCESS_KEYS,
                        AccessKeyChanged.class,
                        key -> key.team().equals(Optional.of("octo"))))
                .extracting(AccessKeyChanged::keyId)
                .containsOnly(keptId);
    }

    private CompletableFuture<HttpResponse<String>> postKey() throws IOException {
        return post(
                "/api/teams/octo/keys",
                Map.of("publicKeyPem", TestKeys.pem(TestKeys.ec().getPublic())));
    }

    private CompletableFuture<HttpResponse<String>> post(String path, Map<String, String> body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(folder.resolve("token")).strip())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The address of the service; waits until it listens. */
    private String address() {
        Path log = folder.resolve("log");
        return await().atMost(DEADLINE)
                .failFast(
                        () -> assertThat(gateway.isAlive()).as(() -> read(log)).isTrue())
                .until(() -> ADDRESS.matcher(read(log)), Matcher::find)
                .group(1);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process startGateway() throws IOException {
        Path jar = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
        assertThat(jar).as("the package phase comes before integration tests").exists();
        Map<String, String> settings = Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.url", url),
                Map.entry("quarkus.datasource.username", "postgres"),
                Map.entry("quarkus.datasource.password", "postgres"),
                Map.entry("kafka.bootstrap.servers", TestKafka.brokers()),
                Map.entry(
                        "millrace.platform.private-key-file",
                        TestPlatformKey.privateKeyFile().toString()),
                Map.entry(
                        "millrace.platform.public-key-file",
                        TestPlatformKey.publicKeyFile().toString()),
                Map.entry(
                        "millrace.gateway.administrator-token-file",
                        folder.resolve("token").toString()),
                Map.entry(
                        "millrace.secrets.keyset-file",
                        folder.resolve("secrets.json").toString()),
                Map.entry("millrace.secrets.create-keyset", "true"),
                Map.entry("quarkus.http.port", "0"),
                Map.entry("quarkus.management.port", "0"),
                Map.entry("quarkus.log.console.json.enabled", "false"),
                // next to the other tests on this broker, not instead of them
                Map.entry("mp.messaging.incoming.forge-installation.group.id", "killed-gateway"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx128m");
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void execute(String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private int number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}

package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.migration.Migrations;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKafka;
import dev.millrace.testing.TestPlatformKey;
import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The packaged service in a process of its own, killed with SIGKILL in the middle of a pass and started again. */
class KilledWorkerIT {

    private static final String INSTALLATION = "1";

    private final Map<String, String> settings = new TreeMap<>(new FakeForge().start());
    private final String database = TestPostgres.databaseUrl();
    private Process worker;

    @AfterEach
    void stop() {
        if (worker != null) {
            worker.destroyForcibly();
        }
    }

    @Test
    void convergesAfterBeingKilledAtAnyStepAndShowsNothingHalf() throws Exception {
        var owner = new PGSimpleDataSource();
        owner.setUrl(database);
        new Migrations(owner).apply();
        var upstream = UpstreamRepository.create("killed/widgets");
        upstream.push("main", "first");
        startWorker();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    announce(upstream);
                    assertThat(mirror()).isEqualTo(upstream.refs());
                });

        // before the fetch is answered; then while the pack is on its way, and later. How far the pass is by then
        // depends
        // on the machine: in any case, readers see all of it or nothing
        for (long millis : new long[] {-1, 20, 120}) {
            Map<String, String> before = upstream.refs();
            var killed = new CountDownLatch(1);
            FakeForge.next(upstream.fullName(), (FakeForge.OnFetch) (exchange, body) -> {
                if (millis < 0) {
                    kill();
                    killed.countDown();
                    return true;
                }
                Thread.ofPlatform().start(() -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                    kill();
                    killed.countDown();
                });
                return false;
            });
            moveThreeRefsAtOnce(upstream, "round " + millis);
            assertThat(killed.await(60, TimeUnit.SECONDS)).isTrue();
            worker.waitFor();
            assertThat(mirror()).isIn(before, upstream.refs());

            startWorker();

            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(mirror()).isEqualTo(upstream.refs()));
        }
    }

    private void kill() {
        worker.destroyForcibly();
    }

    private static void moveThreeRefsAtOnce(UpstreamRepository upstream, String text) {
        String main = upstream.refs().get("refs/heads/main");
        String next = upstream.commit(text, main);
        String side = upstream.commit(text + " aside", main);
        String moves = "update refs/heads/main %s\nupdate refs/heads/side %s\nupdate refs/tags/%s %s\n"
                .formatted(next, side, "t" + text.hashCode(), next);
        upstream.git(moves.getBytes(java.nio.charset.StandardCharsets.UTF_8), "update-ref", "--stdin");
    }

    private void announce(UpstreamRepository upstream) {
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                "forge.test",
                INSTALLATION,
                "killed",
                "killed",
                "killed-team",
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "forge.test",
                INSTALLATION,
                "killed",
                "killed",
                InstallationChanged.Action.CREATED,
                List.of(new InstalledRepository("4711", upstream.fullName(), true)),
                Optional.empty(),
                Instant.now()));
    }

    private void startWorker() throws IOException {
        Path jar = Path.of("target", "quarkus-app", "quarkus-run.jar");
        assertThat(jar).as("the package phase comes before integration tests").exists();
        var own = new TreeMap<>(settings);
        own.put("quarkus.datasource.jdbc.url", database);
        own.put("quarkus.datasource.username", "postgres");
        own.put("quarkus.datasource.password", "postgres");
        own.put("kafka.bootstrap.servers", TestKafka.brokers());
        own.put(
                "millrace.platform.public-key-file",
                TestPlatformKey.publicKeyFile().toString());
        own.put(
                "millrace.secrets.keyset-file",
                Path.of("target", "killed-worker-keyset.json").toAbsolutePath().toString());
        own.put("millrace.secrets.create-keyset", "true");
        own.put("quarkus.http.port", "0");
        own.put("quarkus.management.port", "0");
        own.put("millrace.git.directory", settings.get("millrace.git.directory") + "-killed");
        for (String channel : List.of("forge-scm", "forge-installation", "access-installations", "sync-requests")) {
            // in addition to the other tests on this broker, not instead of them
            own.put("mp.messaging.incoming." + channel + ".group.id", "killed-worker");
            own.put("mp.messaging.incoming." + channel + ".auto.offset.reset", "latest");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx192m");
        own.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        worker = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(Files.createDirectories(Path.of("target"))
                        .resolve("killed-worker.log")
                        .toFile()))
                .start();
    }

    /** What every reader of the storage sees now. */
    private Map<String, String> mirror() throws SQLException {
        var refs = new TreeMap<String, String>();
        try (Connection connection = DriverManager.getConnection(database, "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select ref.name, encode(ref.object_id, 'hex')
                        from git.git_ref ref join git.repository repository on repository.id = ref.repository_id
                        where repository.team = 'killed-team' and ref.object_id is not null
                        """)) {
            while (rows.next()) {
                refs.put(rows.getString(1), rows.getString(2));
            }
        }
        return refs;
    }
}

package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Looks for credentials and tokens in everything that was written: log, database, events. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class SecretsIT {

    private static final Path LOG = Path.of("target/sync-worker.log");

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    @Test
    void areWrittenNowhere() throws IOException {
        var upstream = UpstreamRepository.create("secretive/tool");
        upstream.push("main", "first");
        byte[] large = {1, 2, 3};
        String oid = FakeForge.addLargeFile(upstream.fullName(), large);
        FakeForge.putLargeFilesAt(upstream.fullName(), "https://10.1.2.3/%s?signature=S1gnatureOfAnAddress");
        upstream.pushFiles(
                "main",
                Map.of(".gitattributes", "*.bin filter=lfs\n", "large.bin", FakeForge.pointer(oid, large.length)));
        FakeForge.requireCredential(upstream.fullName(), "bot", "S3cretOfTheBot/+");
        UUID id = follow(upstream, "S3cretOfTheBot/+");
        FakeForge.next(upstream.fullName(), FakeForge.repeatingTheLogin());
        TestEvents.publish(
                new SyncRequested(UUID.randomUUID(), id, "test", Optional.empty(), Optional.empty(), Instant.now()));
        within().untilAsserted(() -> assertThat(failures(id)).anyMatch(text -> text.contains("no entry for")));
        within().untilAsserted(() -> assertThat(faults(id)).contains("not a public address"));

        UUID refused = follow(upstream, "Wr0ngS3cret");
        TestEvents.publish(new SyncRequested(
                UUID.randomUUID(), refused, "test", Optional.empty(), Optional.empty(), Instant.now()));
        within().untilAsserted(
                        () -> assertThat(failures(refused)).anyMatch(text -> text.contains("authentication needed")));

        var secrets = new ArrayList<>(FakeForge.secrets());
        secrets.addAll(
                List.of("S3cretOfTheBot", "Wr0ngS3cret", "S1gnatureOfAnAddress", base64("bot:S3cretOfTheBot/+")));
        assertThat(secrets).hasSizeGreaterThan(4);
        String log = Files.readString(LOG);
        String rows = everyRow();
        String events = failures(id) + " " + failures(refused);
        assertThat(log).contains(id.toString());
        assertThat(rows).contains(id.toString());
        for (String secret : secrets) {
            assertThat(log.contains(secret))
                    .as("log holds %s...", secret.substring(0, 4))
                    .isFalse();
            assertThat(rows.contains(secret) || rows.contains(hex(secret)))
                    .as("database holds %s...", secret.substring(0, 4))
                    .isFalse();
            assertThat(events.contains(secret))
                    .as("events hold %s...", secret.substring(0, 4))
                    .isFalse();
        }
    }

    private UUID follow(UpstreamRepository upstream, String password) {
        UUID id = database.inTransaction(tx -> {
            UUID made = storage.catalog()
                    .create(
                            tx,
                            new NewRepository(
                                    "secretive",
                                    new RepositoryName("copy-" + UUID.randomUUID()),
                                    Optional.empty(),
                                    "main"))
                    .repository()
                    .id();
            String address = FakeForge.url() + "/" + upstream.fullName() + ".git";
            upstreams.attach(
                    tx,
                    made,
                    new UpstreamOrigin(
                            "gitea",
                            "forge.test",
                            "secretive",
                            "tool",
                            address,
                            UpstreamMode.CREDENTIALS,
                            UpstreamOperation.SYNC,
                            Optional.empty()),
                    false);
            return made;
        });
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), password));
        return id;
    }

    private static List<String> failures(UUID id) {
        return TestEvents.all(
                        Topic.GIT_SYNC,
                        SyncFailed.class,
                        event -> event.repository().id().equals(id))
                .stream()
                .map(SyncFailed::toString)
                .toList();
    }

    private String faults(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select faults::text from sync.mirror where repository_id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
    }

    private String everyRow() {
        return database.inTransaction(tx -> {
            List<String> tables =
                    tx.handle().createQuery("""
                            select format('%I.%I', table_schema, table_name) from information_schema.tables
                            where table_schema in ('sync', 'git') and table_type = 'BASE TABLE'
                            """).mapTo(String.class).list();
            var rows = new StringBuilder();
            for (String table : tables) {
                tx.handle()
                        .createQuery("select t::text from " + table + " t")
                        .mapTo(String.class)
                        .forEach(row -> rows.append(row).append('\n'));
            }
            return rows.toString();
        });
    }

    private static org.awaitility.core.ConditionFactory within() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(100));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.millrace.ingest.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.ConfigFromValues;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.SettableClock;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookSecretsIT {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(START);
    private DataSource dataSource;
    private Database database;

    @BeforeEach
    void prepare() {
        dataSource = IngestDatabase.create();
        database = new Database(dataSource);
    }

    @Test
    void keepsASecretThroughARestartAndPutsTheNewestFirst() {
        HookSecret old = start("old").active().getFirst();

        List<HookSecret> active = start("new,old").active();

        assertThat(active).hasSize(2);
        assertThat(active.get(1)).isEqualTo(old);
        assertThat(new String(active.getFirst().key().getEncoded(), UTF_8)).isEqualTo("new");
    }

    @Test
    void retiresWhatIsNoLongerConfigured() throws SQLException {
        start("new,old");

        List<HookSecret> active = start("new").active();

        assertThat(active).hasSize(1);
        assertThat(IngestDatabase.count(dataSource, "hook_secret where retired_at is not null"))
                .isEqualTo(1);
    }

    @Test
    void storesNoSecretInTheClear() throws SQLException {
        start("a-very-secret-word");

        assertThat(IngestDatabase.count(
                        dataSource, "hook_secret where position('a-very-secret-word'::bytea in sealed) > 0"))
                .isZero();
        assertThat(IngestDatabase.count(dataSource, "hook_secret")).isEqualTo(1);
    }

    @Test
    void remembersToTheMinuteWhenASecretMatched() throws SQLException {
        HookSecrets secrets = start("one");
        HookSecret secret = secrets.active().getFirst();

        database.useTransaction(tx -> secrets.matched(tx, secret, START));
        database.useTransaction(tx -> secrets.matched(tx, secret, START.plusSeconds(30)));
        assertThat(IngestDatabase.count(dataSource, "hook_secret where last_matched_at = '" + START + "'"))
                .isEqualTo(1);

        Instant later = START.plus(Duration.ofMinutes(2));
        database.useTransaction(tx -> secrets.matched(tx, secret, later));
        assertThat(IngestDatabase.count(dataSource, "hook_secret where last_matched_at = '" + later + "'"))
                .isEqualTo(1);
    }

    private HookSecrets start(String configured) {
        var secrets = new HookSecrets(
                ConfigFromValues.read(Map.of("millrace.ingest.github.secrets", configured)),
                "github.com",
                database,
                new HookSecretStore(),
                SecretBox.createdIn(folder.resolve("secrets.json")),
                clock);
        secrets.onStart(new StartupEvent());
        return secrets;
    }
}

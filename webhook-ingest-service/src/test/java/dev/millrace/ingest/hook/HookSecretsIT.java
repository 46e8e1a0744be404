package dev.millrace.ingest.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class HookSecretsIT {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final DataSource dataSource = IngestDatabase.create();
    private final Database database = new Database(dataSource);

    @Test
    void remembersToTheMinuteWhenASecretMatched() throws SQLException {
        var secrets = secrets();
        HookSecret secret = Calls.secret("one");

        database.useTransaction(tx -> secrets.matched(tx, secret, START));
        database.useTransaction(tx -> secrets.matched(tx, secret, START.plusSeconds(30)));
        assertThat(matchedAt(START)).isEqualTo(1);

        Instant later = START.plus(Duration.ofMinutes(2));
        database.useTransaction(tx -> secrets.matched(tx, secret, later));
        assertThat(matchedAt(later)).isEqualTo(1);
    }

    @Test
    void keepsTheNewestTimeOfSeveralInstances() throws SQLException {
        HookSecret secret = Calls.secret("one");
        Instant later = START.plus(Duration.ofMinutes(2));

        database.useTransaction(tx -> secrets().matched(tx, secret, later));
        database.useTransaction(tx -> secrets().matched(tx, secret, START));

        assertThat(matchedAt(later)).isEqualTo(1);
    }

    @Test
    void reportsASecretInUseEveryQuarterOfAnHourOverAllInstances() throws SQLException {
        HookSecret secret = Calls.secret("one");

        for (int minute : new int[] {0, 2, 14, 16, 30, 32}) {
            Instant at = START.plus(Duration.ofMinutes(minute));
            database.useTransaction(tx -> secrets().matched(tx, secret, at));
        }

        assertThat(IngestDatabase.count(
                        dataSource, "outbox where topic = 'forge.installation' and key = 'connection-1'"))
                .isEqualTo(3);
    }

    private static HookSecrets secrets() {
        return new HookSecrets(new HookSecretStore(), new Outbox("ingest", new EventCodec(URI.create("/test"))));
    }

    private long matchedAt(Instant at) throws SQLException {
        return IngestDatabase.count(
                dataSource, "hook_secret where connection_id = 'connection-1' and last_matched_at = '" + at + "'");
    }
}

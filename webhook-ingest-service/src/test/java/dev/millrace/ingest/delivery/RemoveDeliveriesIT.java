package dev.millrace.ingest.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.ConfigFromValues;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import dev.millrace.testing.SettableClock;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class RemoveDeliveriesIT {

    private final DataSource dataSource = IngestDatabase.create();
    private final RemoveDeliveries forget = new RemoveDeliveries(
            ConfigFromValues.read(Map.of()),
            new Database(dataSource),
            new DeliveryStore(),
            new SettableClock(Instant.parse("2026-11-20T10:00:00Z")),
            new Timers());

    @Test
    void dropsOldBodiesAndKeepsWhatIsNotPublishedYet() throws SQLException {
        add("fresh", "2026-11-19", true);
        add("old", "2026-11-01", true);
        add("waiting", "2026-11-01", false);
        add("forgotten", "2026-08-01", true);

        int bodies = forget.run();

        assertThat(bodies).isEqualTo(2);
        assertThat(IngestDatabase.count(
                        dataSource, "webhook_inbox where body is not null and guid in ('fresh', 'waiting')"))
                .isEqualTo(2);
        assertThat(IngestDatabase.count(dataSource, "webhook_inbox where body is null and guid = 'old'"))
                .isEqualTo(1);
        assertThat(IngestDatabase.count(dataSource, "webhook_inbox")).isEqualTo(3);
    }

    private void add(String guid, String day, boolean published) throws SQLException {
        IngestDatabase.execute(dataSource, """
                insert into ingest.webhook_inbox
                       (instance, hook_id, guid, event, record_key, shard, received_at, headers, content_type,
                        body, body_bytes, body_sha256, state, published_at)
                values ('github.com', '1', '%1$s', 'push', 'k', 0, '%2$s', '{}', 'application/json', '{}', 2, '',
                        '%3$s', %4$s)
                """.formatted(
                        guid, day, published ? "PUBLISHED" : "PENDING", published ? "'" + day + "'" : "null"));
    }
}

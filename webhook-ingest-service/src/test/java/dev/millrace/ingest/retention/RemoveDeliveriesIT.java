package dev.millrace.ingest.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.ConfigFromValues;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.ingest.retention.RemoveDeliveries.Removed;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import dev.millrace.testing.SettableClock;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class RemoveDeliveriesIT {

    private final DataSource dataSource = IngestDatabase.create();
    private final Database database = new Database(dataSource);
    private final SettableClock clock = new SettableClock(Instant.parse("2024-11-20T10:00:00Z"));
    private final RetentionStore store = new RetentionStore();
    private final BodyDays bodyDays = new BodyDays(database, store, clock, new Timers());
    private final RemoveDeliveries remove =
            new RemoveDeliveries(ConfigFromValues.read(Map.of()), database, store, bodyDays, clock, new Timers());

    @Test
    void addsPartitionsAWeekAheadAndOnlyOnce() {
        bodyDays.addAhead();
        bodyDays.addAhead();

        assertThat(database.inTransaction(store::days))
                .hasSize(8)
                .startsWith(LocalDate.parse("2024-11-20"))
                .endsWith(LocalDate.parse("2024-11-27"));
    }

    @Test
    void dropsDaysOfBodiesButNoneWithADeliveryThatIsNotPublished() throws SQLException {
        addDays("2024-11-01", "2024-11-02", "2024-11-06", "2024-11-19");
        add("published", "2024-11-01", true);
        add("another", "2024-11-02", true);
        add("waiting", "2024-11-02", false);
        add("at-the-limit", "2024-11-06", true);
        add("fresh", "2024-11-19", true);

        Removed removed = remove.run();

        assertThat(removed).isEqualTo(new Removed(0, 1));
        assertThat(database.inTransaction(store::days))
                .containsExactly(
                        LocalDate.parse("2024-11-02"), LocalDate.parse("2024-11-06"), LocalDate.parse("2024-11-19"));
        assertThat(IngestDatabase.count(dataSource, "webhook_inbox")).isEqualTo(5);
        assertThat(IngestDatabase.count(dataSource, "webhook_body")).isEqualTo(4);

        IngestDatabase.execute(
                dataSource,
                "update ingest.webhook_inbox set state = 'PUBLISHED', published_at = now() where guid = 'waiting'");
        assertThat(remove.run()).isEqualTo(new Removed(0, 1));
        assertThat(IngestDatabase.count(dataSource, "webhook_body")).isEqualTo(2);
    }

    @Test
    void keepsBodiesOfADayWithoutPartitionAsLongAsOthers() throws SQLException {
        add("published", "2024-11-01", true);
        add("waiting", "2024-11-01", false);
        add("fresh", "2024-11-19", true);

        remove.run();

        assertThat(IngestDatabase.count(dataSource, "webhook_body_default")).isEqualTo(2);
    }

    @Test
    void removesRowsWhenTheirGuidsNeedNotBeRecognizedAnyMore() throws SQLException {
        add("old", "2024-08-01", true);
        add("old-and-waiting", "2024-08-01", false);
        add("recognized", "2024-09-01", true);

        Removed removed = remove.run();

        assertThat(removed.deliveries()).isEqualTo(1);
        assertThat(IngestDatabase.count(dataSource, "webhook_inbox")).isEqualTo(2);
    }

    @Test
    void leavesPartitionsForLaterWhileAnotherTransactionReadsThem() throws Exception {
        addDays("2024-11-01");
        add("published", "2024-11-01", true);
        try (var reader = dataSource.getConnection();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from ingest.webhook_body");

            assertThatThrownBy(remove::run).hasMessageContaining("lock timeout");

            reader.rollback();
        }
        assertThat(remove.run().days()).isEqualTo(1);
    }

    private void addDays(String... days) {
        for (String day : days) {
            database.useTransaction(tx -> store.addDay(tx, LocalDate.parse(day)));
        }
    }

    private void add(String guid, String day, boolean published) throws SQLException {
        IngestDatabase.addDelivery(
                dataSource, guid, Instant.parse(day + "T12:00:00Z"), published ? "PUBLISHED" : "PENDING");
    }
}

package dev.millrace.ingest;

import dev.millrace.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A fresh database with our tables. */
public final class IngestDatabase {

    private IngestDatabase() {}

    public static DataSource create() {
        DataSource dataSource = TestPostgres.database();
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("ingest")
                .defaultSchema("ingest")
                .locations("db/kit", "db/ingest")
                .load()
                .migrate();
        return dataSource;
    }

    public static long count(DataSource dataSource, String from) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from ingest." + from)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    public static void execute(DataSource dataSource, String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A delivery of hook 1 about the repository 7, {@code acme/widgets}, whose body is an empty object. */
    public static void addDelivery(DataSource dataSource, String guid, Instant receivedAt, String state)
            throws SQLException {
        execute(dataSource, """
                with stored as (
                    insert into ingest.webhook_inbox
                           (forge, instance, hook_id, guid, event, repository, record_key, shard, received_at, headers,
                            content_type, body_bytes, body_sha256, state, published_at)
                    values ('github', 'github.com', '1', '%1$s', 'push', 'acme/widgets', 'github.com:7', 0, '%2$s',
                            '{"x-github-event": "push"}', 'application/json', 2, '', '%3$s', %4$s)
                    returning id, received_at
                )
                insert into ingest.webhook_body (inbox_id, received_at, body)
                select id, received_at, '{}' from stored
                """.formatted(
                        guid, receivedAt, state, state.equals("PENDING") ? "null" : "'" + receivedAt + "'"));
    }
}

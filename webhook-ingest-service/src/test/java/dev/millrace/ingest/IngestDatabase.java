package dev.millrace.ingest;

import dev.millrace.testing.TestPostgres;
import java.sql.SQLException;
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
}

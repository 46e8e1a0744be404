package dev.millrace.sync;

import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestPostgres;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Databases with the schemas of this service, for tests without the service. */
public final class SyncDatabase {

    private SyncDatabase() {}

    /** A new database with the schemas {@code sync} and {@code git}, both empty. */
    public static Database create() {
        DataSource source = TestPostgres.database();
        migrate(source, "sync");
        migrate(source, "git");
        return new Database(source);
    }

    private static void migrate(DataSource source, String schema) {
        Flyway.configure()
                .dataSource(source)
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(true)
                .locations("db/kit", "db/" + schema)
                .load()
                .migrate();
    }
}

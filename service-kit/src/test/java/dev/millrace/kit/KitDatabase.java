package dev.millrace.kit;

import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestPostgres;
import org.flywaydb.core.Flyway;

/** A fresh database with the kit's own tables in the schema {@code kit}. */
public final class KitDatabase {

    public static final String SCHEMA = "kit";

    private KitDatabase() {}

    public static Database fresh() {
        var dataSource = TestPostgres.database();
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .locations("db/kit")
                .load()
                .migrate();
        return new Database(dataSource);
    }
}

package dev.millrace.migration;

import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings every schema to the newest version. Several runs at the same time wait for each other. */
public final class Migrations {

    private final DataSource owner;

    /** @param owner connects as the owner of the schemas, who may create them */
    public Migrations(DataSource owner) {
        this.owner = owner;
    }

    /**
     * Creates the missing schemas and applies the migrations that are pending. A schema that is newer than this release is
     * left as it is, so that an older release can be started again.
     *
     * @throws MigrationFailed if the database is unavailable, or a migration fails; the ones before it stay applied
     */
    public void apply() {
        applied();
    }

    /** As {@link #apply}, with the number of migrations that were applied to each schema. */
    Map<Schema, Integer> applied() {
        var applied = new EnumMap<Schema, Integer>(Schema.class);
        for (Schema schema : Schema.values()) {
            applied.put(schema, apply(schema));
        }
        return applied;
    }

    /**
     * How a schema is migrated. The migrations of the kit are in every schema and have the low numbers, so a new one comes after higher
     * numbers of the schema's own. For a release that is older than the schema, it is then one that is missing.
     */
    static FluentConfiguration configuration(DataSource owner, Schema schema) {
        return Flyway.configure()
                .dataSource(owner)
                .schemas(schema.sqlName())
                .defaultSchema(schema.sqlName())
                .createSchemas(true)
                .outOfOrder(true)
                .ignoreMigrationPatterns("*:future", "*:missing")
                .locations("classpath:db/kit", "classpath:db/" + schema.sqlName());
    }

    private int apply(Schema schema) {
        try {
            return configuration(owner, schema).load().migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new MigrationFailed("schema %s: %s".formatted(schema.sqlName(), e.getMessage()), e);
        }
    }
}

package dev.millrace.migration;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The role that a service connects as. It may read and write the rows of its schemas, and create nothing. */
enum RuntimeRole {
    INGEST(EnumSet.of(Schema.INGEST)),
    GIT_HTTP(EnumSet.of(Schema.GIT)),
    SYNC(EnumSet.of(Schema.SYNC, Schema.GIT)),
    PIPELINE(EnumSet.of(Schema.PIPELINE)),
    INSIGHTS(EnumSet.of(Schema.INSIGHTS)),
    WEBHOOK_DELIVERY(EnumSet.of(Schema.WEBHOOK)),
    GATEWAY(EnumSet.of(Schema.GATEWAY));

    private final Set<Schema> schemas;

    RuntimeRole(Set<Schema> schemas) {
        this.schemas = schemas;
    }

    /** Its name in SQL. */
    String sqlName() {
        return "millrace_" + name().toLowerCase(Locale.ROOT);
    }

    Set<Schema> schemas() {
        return EnumSet.copyOf(schemas);
    }

    /** The environment variable with its password. */
    String passwordVariable() {
        return "MILLRACE_DATABASE_PASSWORD_" + name();
    }
}

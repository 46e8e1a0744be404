package dev.millrace.migration;

import java.util.Locale;

/** A schema of the database; its migrations are {@code db/<name>} of the module that owns it. */
enum Schema {
    INGEST,
    GIT,
    SYNC,
    WEBHOOK,
    PIPELINE,
    INSIGHTS,
    GATEWAY;

    /** Its name in SQL. */
    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

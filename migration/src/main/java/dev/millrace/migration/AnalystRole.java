package dev.millrace.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The role that analysts, dashboards and notebooks connect as: it reads the views of {@value #SCHEMA}, of all teams, and nothing else.
 * There is none unless it was given a password.
 */
final class AnalystRole {

    /** Its name in SQL. */
    static final String NAME = "millrace_analyst";

    /** The environment variable with its password. */
    static final String PASSWORD_VARIABLE = "MILLRACE_DATABASE_PASSWORD_ANALYST";

    private static final String SCHEMA = "insights_public";

    private AnalystRole() {}

    /** Grants what it may read; it must exist. */
    static void grant(Connection connection) throws SQLException {
        for (String sql : List.of(
                "grant usage on schema %s to %s".formatted(SCHEMA, NAME),
                "grant select on all tables in schema %s to %s".formatted(SCHEMA, NAME),
                // a forgotten or careless query must not take the database from the services
                "alter role %s set default_transaction_read_only = on".formatted(NAME),
                "alter role %s set statement_timeout = '60s'".formatted(NAME),
                "alter role %s connection limit 10".formatted(NAME))) {
            RuntimeRoles.execute(connection, sql);
        }
    }
}

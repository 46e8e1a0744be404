package dev.millrace.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Creates the roles of the services and grants them what they need. Can be repeated: a password is replaced, and privileges on
 * new tables are granted.
 */
final class RuntimeRoles {

    /** Runs at the same time would fail on rows of PostgreSQL's catalog that both update. */
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('millrace.roles'))";

    private static final String HISTORY = "flyway_schema_history";

    private final DataSource owner;

    RuntimeRoles(DataSource owner) {
        this.owner = owner;
    }

    /**
     * Creates or updates the roles, all or none.
     *
     * @param passwords of the roles to create or update; a role without one must exist and keeps its password
     * @param analyst password of {@link AnalystRole}; without one, the role is granted its privileges only if it exists
     * @throws MigrationFailed if the owner may not create roles, or a role is missing
     */
    void grant(Map<RuntimeRole, String> passwords, Optional<String> analyst) {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, ONE_AT_A_TIME);
            for (RuntimeRole role : RuntimeRole.values()) {
                String password = passwords.get(role);
                if (password != null) {
                    ensure(connection, role.sqlName(), password);
                }
                for (Schema schema : role.schemas()) {
                    grant(connection, role, schema);
                }
            }
            if (analyst.isPresent()) {
                ensure(connection, AnalystRole.NAME, analyst.get());
            }
            if (exists(connection, AnalystRole.NAME)) {
                AnalystRole.grant(connection);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new MigrationFailed("roles of the services: " + e.getMessage(), e);
        }
    }

    private static void ensure(Connection connection, String role, String password) throws SQLException {
        if (!exists(connection, role)) {
            execute(connection, "create role %s login".formatted(role));
        }
        // the driver sends a verifier: the password itself would be in the server's log of statements
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    private static boolean exists(Connection connection, String role) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select 1 from pg_roles where rolname = ?")) {
            query.setString(1, role);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void grant(Connection connection, RuntimeRole role, Schema schema) throws SQLException {
        String to = role.sqlName();
        String in = schema.sqlName();
        execute(connection, "grant usage on schema %s to %s".formatted(in, to));
        execute(connection, "grant select, insert, update, delete on all tables in schema %s to %s".formatted(in, to));
        execute(connection, "grant usage on all sequences in schema %s to %s".formatted(in, to));
        // services read the version of their schema, and only a migration changes it
        execute(connection, "revoke insert, update, delete on %s.%s from %s".formatted(in, HISTORY, to));
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

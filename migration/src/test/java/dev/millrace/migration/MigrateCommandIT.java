package dev.millrace.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MigrateCommandIT {

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void setUp() {
        environment.put(MigrateCommand.URL, TestPostgres.databaseUrl());
        environment.put(MigrateCommand.OWNER, "postgres");
        environment.put(MigrateCommand.OWNER_PASSWORD, "postgres");
        for (RuntimeRole role : RuntimeRole.values()) {
            environment.put(role.passwordVariable(), "secret of " + role.name());
        }
    }

    @Test
    void migratesAllSchemasOfAnEmptyDatabase() throws SQLException {
        migrate();

        assertThat(output())
                .containsPattern("schema git: [2-9] migrations applied")
                .contains("7 passwords are set");
        assertThat(query("select string_agg(schema_name, ',' order by schema_name) from information_schema.schemata"
                        + " where schema_name in ('gateway','git','ingest','insights','pipeline','sync','webhook')"))
                .isEqualTo("gateway,git,ingest,insights,pipeline,sync,webhook");
    }

    @Test
    void changesNothingTheSecondTime() {
        migrate();
        output.reset();

        migrate();

        assertThat(output()).contains("schema git: up to date").doesNotContain("applied");
    }

    @Test
    void runsTwiceAtTheSameTime() {
        List<CompletableFuture<Void>> runs = Stream.generate(() -> CompletableFuture.runAsync(this::migrate))
                .limit(2)
                .toList();

        assertThat(runs).allSatisfy(run -> assertThat(run).succeedsWithin(Duration.ofMinutes(1)));
    }

    @Test
    void grantsEachServiceTheRowsOfItsSchemasOnly() throws SQLException {
        migrate();

        for (RuntimeRole role : RuntimeRole.values()) {
            reachesItsOwnSchemasOnly(role);
        }
    }

    private void reachesItsOwnSchemasOnly(RuntimeRole role) throws SQLException {
        try (Connection service = connection(role.sqlName());
                Statement statement = service.createStatement()) {
            for (Schema schema : Schema.values()) {
                String delete = "delete from %s.outbox".formatted(schema.sqlName());
                if (role.schemas().contains(schema)) {
                    statement.execute(delete);
                    assertRefused(statement, "create table %s.another (id int)".formatted(schema.sqlName()));
                    assertRefused(statement, "delete from %s.flyway_schema_history".formatted(schema.sqlName()));
                    statement.execute("select 1 from %s.flyway_schema_history".formatted(schema.sqlName()));
                } else {
                    assertRefused(statement, delete);
                }
            }
            assertRefused(statement, "create table public.another (id int)");
            assertRefused(statement, "create role another");
        }
    }

    @Test
    void letsAnalystsReadThePublicViewsAndNothingElse() throws SQLException {
        environment.put(AnalystRole.PASSWORD_VARIABLE, "secret of the analyst");

        migrate();
        migrate();

        try (Connection analyst = connection(AnalystRole.NAME);
                Statement statement = analyst.createStatement()) {
            for (String view : List.of("repository", "deployment", "failure_signal", "duration")) {
                statement.execute("select * from insights_public." + view);
            }
            assertRefused(statement, "select * from insights.history_item");
            assertRefused(statement, "select * from gateway.outbox");
            statement.execute("set default_transaction_read_only = off");
            assertRefused(statement, "delete from insights.history");
            assertRefused(statement, "create table insights_public.another (id int)");
        }
    }

    @Test
    void requiresARoleWithoutAPasswordToExist() throws SQLException {
        migrate();
        environment.remove(RuntimeRole.INGEST.passwordVariable());
        execute("drop owned by millrace_ingest");

        migrate();

        assertThat(query("select has_table_privilege('millrace_ingest', 'ingest.outbox', 'delete')::text"))
                .isEqualTo("true");
    }

    @Test
    void namesTheSettingThatIsMissing() {
        environment.remove(MigrateCommand.OWNER);

        assertThatThrownBy(this::migrate)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("MILLRACE_DATABASE_OWNER is not set");
    }

    @Test
    void namesTheSchemaAndTheReasonWhenTheDatabaseIsUnavailable() {
        environment.put(MigrateCommand.URL, "jdbc:postgresql://127.0.0.1:1/millrace?connectTimeout=1");

        assertThatThrownBy(this::migrate)
                .isInstanceOf(MigrationFailed.class)
                .hasMessageContaining("schema ingest")
                .hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void leavesASchemaOfANewerReleaseAsItIs() throws SQLException {
        migrate();
        execute("insert into git.flyway_schema_history select 99, '99', 'newer', 'SQL', 'V99__newer.sql', 1, 'x',"
                + " current_timestamp, 1, true");

        migrate();

        assertThat(query("select count(*)::text from git.flyway_schema_history where version = '99'"))
                .isEqualTo("1");
    }

    private void migrate() {
        new MigrateCommand(environment, new PrintStream(output, true, StandardCharsets.UTF_8)).run();
    }

    private String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static void assertRefused(Statement statement, String sql) throws SQLException {
        assertThatThrownBy(() -> statement.execute(sql))
                .as("%s by %s", sql, statement.getConnection().getMetaData().getUserName())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = owner();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection owner() throws SQLException {
        return connection("postgres");
    }

    private Connection connection(String role) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setUrl(environment.get(MigrateCommand.URL));
        // after the address, which names a user, too
        source.setUser(role);
        source.setPassword("the server of tests accepts any");
        return source.getConnection();
    }
}

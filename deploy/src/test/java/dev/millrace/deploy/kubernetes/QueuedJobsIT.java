package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The query by which KEDA counts jobs, on the schema of the pipeline service. */
class QueuedJobsIT {

    private static final Path MIGRATIONS =
            ServiceSettings.ROOT.resolve("pipeline-service/src/main/resources/db/pipeline");

    @Test
    void countsJobsThatWaitForASlotOrRunAndNoOthers() throws SQLException, IOException {
        try (Connection connection = TestPostgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            migrate(statement);
            statement.execute("""
                    insert into pipeline.build (id, event_id, repository_id, team, repository, instance,
                        forge_repository_id, pipeline, pipeline_version, definition, event, ref, sha, state, queued_at)
                    values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'acme', 'acme/notes', 'github.com',
                        '1', 'test', '1', '{}', 'push', 'refs/heads/main', repeat('a', 40), 'running', now())
                    """);
            addJob(statement, 0, "passed", "null", "null");
            addJob(statement, 1, "running", "null", "gen_random_uuid()");
            addJob(statement, 2, "queued", "now()", "null");
            addJob(statement, 3, "queued", "now()", "null");
            addJob(statement, 4, "queued", "null", "null"); // waits for others
            addJob(statement, 5, "skipped", "null", "null");

            assertThat(result(statement, query())).isEqualTo(3);
        }
    }

    private static void addJob(Statement statement, int position, String state, String waitsSince, String lease)
            throws SQLException {
        statement.execute("""
                insert into pipeline.job (build_id, position, name, state, waits_since, lease)
                select id, %1$d, 'job %1$d', '%2$s', %3$s, %4$s from pipeline.build
                """.formatted(position, state, waitsSince, lease));
    }

    private static void migrate(Statement statement) throws SQLException, IOException {
        statement.execute("create schema pipeline");
        statement.execute("set search_path to pipeline");
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file :
                    files.sorted(Comparator.comparingInt(QueuedJobsIT::version)).toList()) {
                statement.execute(Files.readString(file));
            }
        }
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private static String query() {
        return Rendered.overlay("production").one(ScaledObject.class, "pipeline").spec().triggers().stream()
                .filter(trigger -> trigger.type().equals("postgresql"))
                .findFirst()
                .orElseThrow()
                .metadata()
                .get("query");
    }

    private static long result(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}

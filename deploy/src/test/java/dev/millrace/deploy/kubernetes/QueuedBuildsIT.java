package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The query by which KEDA counts builds, on the schema of the pipeline service. */
class QueuedBuildsIT {

    private static final Path MIGRATIONS =
            ServiceSettings.ROOT.resolve("pipeline-service/src/main/resources/db/pipeline");

    @Test
    void countsBuildsThatWaitOrRunAndNoOthers() throws SQLException, IOException {
        try (Connection connection = TestPostgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            migrate(statement);
            for (String state : List.of("queued", "queued", "running", "passed", "failed", "cancelled", "timed_out")) {
                statement.execute("""
                        insert into pipeline.build (id, event_id, repository_id, team, repository, instance,
                            forge_repository_id, pipeline, pipeline_version, definition, event, ref, sha, state, queued_at)
                        values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'acme', 'acme/notes', 'github.com',
                            '1', 'test', '1', '{}', 'push', 'refs/heads/main', repeat('a', 40), '%s', now())
                        """.formatted(state));
            }

            assertThat(result(statement, query())).isEqualTo(3);
        }
    }

    private static void migrate(Statement statement) throws SQLException, IOException {
        statement.execute("create schema pipeline");
        statement.execute("set search_path to pipeline");
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.sorted().toList()) {
                statement.execute(Files.readString(file));
            }
        }
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

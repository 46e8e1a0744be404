package dev.millrace.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** During an upgrade, services of the previous release go on, and start again, on the schema of this one. */
class PreviousReleaseIT {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** What {@link SchemaShape} reports although no statement of the previous release fails, with the reason. */
    private static final Map<String, String> HARMLESS = Map.of();

    @TempDir
    private Path folder;

    private final DataSource owner = TestPostgres.database();
    private final Properties previous = new Properties();

    @BeforeEach
    void migrateAsThePreviousReleaseDid() throws IOException {
        try (InputStream file = PreviousReleaseIT.class.getResourceAsStream("/previous.properties")) {
            previous.load(file);
        }
        for (Schema schema : Schema.values()) {
            Migrations.configuration(owner, schema)
                    .target(previousVersion(schema))
                    .load()
                    .migrate();
        }
    }

    @Test
    void itsStatementsStayValid() throws SQLException {
        SchemaShape before = shape();

        new Migrations(owner).apply();

        List<String> broken = new ArrayList<>(shape().breaksStatementsOf(before));
        broken.removeAll(HARMLESS.keySet());
        assertThat(broken)
                .as("add first, and drop, rename or tighten in a later release: the previous one still runs")
                .isEmpty();
    }

    @Test
    void itsServicesStartOnTheNewSchema() throws IOException {
        new Migrations(owner).apply();

        for (Schema schema : Schema.values()) {
            Flyway service = service(schema, migrationsOfThePreviousRelease(schema));
            assertThatCode(service::validate).as(schema.sqlName()).doesNotThrowAnyException();
        }
    }

    @Test
    void servicesOfThisReleaseWaitForTheMigration() {
        Flyway service = service(Schema.GATEWAY, List.of("classpath:db/kit", "classpath:db/gateway"));

        assertThatThrownBy(service::validate).isInstanceOf(FlywayValidateException.class);

        new Migrations(owner).apply();
        assertThatCode(service::validate).doesNotThrowAnyException();
    }

    /** Its number is lower than those of the schema that are applied. */
    @Test
    void takesALaterMigrationOfTheKit() throws IOException {
        new Migrations(owner).apply();
        Files.writeString(folder.resolve("V1.99__later.sql"), "create table later (id bigint primary key);");

        int applied = Migrations.configuration(owner, Schema.GATEWAY)
                .locations("classpath:db/kit", "classpath:db/gateway", "filesystem:" + folder)
                .load()
                .migrate()
                .migrationsExecuted;

        assertThat(applied).isEqualTo(1);
        new Migrations(owner).apply(); // as a release without it does, to which an operator has returned
        Flyway service = service(Schema.GATEWAY, List.of("classpath:db/kit", "classpath:db/gateway"));
        assertThatCode(service::validate).doesNotThrowAnyException();
    }

    /** As a service is configured, which checks its schema at its start. */
    private Flyway service(Schema schema, List<String> locations) {
        return Flyway.configure()
                .dataSource(owner)
                .schemas(schema.sqlName())
                .defaultSchema(schema.sqlName())
                .locations(locations.toArray(String[]::new))
                .ignoreMigrationPatterns(patterns())
                .load();
    }

    private static String[] patterns() {
        var kit = new Properties();
        try (var file = Files.newBufferedReader(
                ROOT.resolve("service-kit/src/main/resources/META-INF/microprofile-config.properties"))) {
            kit.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kit.getProperty("quarkus.flyway.ignore-migration-patterns").split(",");
    }

    private List<String> migrationsOfThePreviousRelease(Schema schema) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(schema.sqlName()));
        MigrationVersion newest = previousVersion(schema);
        for (String from : List.of("kit", schema.sqlName())) {
            try (Stream<Path> modules = Files.list(ROOT);
                    Stream<Path> files = modules.map(module -> module.resolve("src/main/resources/db/" + from))
                            .filter(Files::isDirectory)
                            .flatMap(PreviousReleaseIT::list)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    String version = name.substring(1, name.indexOf("__"));
                    if (MigrationVersion.fromVersion(version).compareTo(newest) <= 0) {
                        Files.copy(file, copy.resolve(name));
                    }
                }
            }
        }
        return List.of("filesystem:" + copy);
    }

    private static Stream<Path> list(Path folder) {
        try {
            return Files.list(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MigrationVersion previousVersion(Schema schema) {
        return MigrationVersion.fromVersion(previous.getProperty(schema.sqlName()));
    }

    private SchemaShape shape() throws SQLException {
        try (Connection database = owner.getConnection()) {
            return SchemaShape.of(database);
        }
    }
}

package dev.millrace.git.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitDaemon;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.retention.AuditReport;
import dev.millrace.git.retention.RetentionConfig;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.S3Server;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process is killed with SIGKILL after each external change that an operation makes, so between any two. Readers then
 * find all of the operation or nothing; running it again ends where one undisturbed run ends, and cleaning leaves no
 * unneeded file. It is every third one, and in the bucket, where each takes longer and the order of steps is the same, every eighth;
 * {@code -Dmillrace.crash.every=1} runs them all, which takes six minutes.
 */
class CrashMatrixIT {

    private static final int NEVER = 1_000_000;
    private static final int SIGKILL = 137;

    @TempDir
    Path folder;

    private final Properties settings = new Properties();
    private Site site;
    private Child next;

    static Stream<Arguments> everyOperationOnBothStores() {
        return Stream.of("directory", "s3")
                .flatMap(store -> Stream.of(Operation.values()).map(operation -> Arguments.of(store, operation)));
    }

    @BeforeEach
    void noProcessYet() {
        next = null;
    }

    @AfterEach
    void stop() {
        if (next != null) {
            next.process.destroyForcibly();
        }
        site.close();
    }

    @ParameterizedTest
    @MethodSource("everyOperationOnBothStores")
    void convergesWhereverItIsKilled(String store, Operation operation) throws Exception {
        open(store);
        Run undisturbed = run(operation, NEVER);
        assertThat(undisturbed.status).isZero();
        assertThat(undisturbed.boundaries).isNotEmpty();
        Map<String, String> after = refs(undisturbed.id);

        int every = Integer.getInteger("millrace.crash.every", store.equals("s3") ? 8 : 3);
        for (int number = 1; number <= undisturbed.boundaries.size(); number += every) {
            String where = "%s on %s, killed %s (%d of %d)"
                    .formatted(
                            operation,
                            store,
                            undisturbed.boundaries.get(number - 1),
                            number,
                            undisturbed.boundaries.size());
            Run killed = run(operation, number);
            assertThat(killed.status).as(where).isEqualTo(SIGKILL);
            assertThat(refs(killed.id)).as(where).isIn(killed.before, after);
            assertWhole(where, killed.id);
            assertClones(where, killed.id);

            operation.run(site, killed.id);

            assertThat(refs(killed.id)).as(where).isEqualTo(after);
            assertNothingTooMuch(where, killed.id);
            assertWhole(where + ", done again", killed.id);
        }
    }

    private Run run(Operation operation, int boundary) throws IOException, InterruptedException {
        UUID id = StorageFixture.newRepository(site.storage());
        operation.prepare(site.storage(), id);
        Map<String, String> before = refs(id);
        Child child = next == null ? new Child() : next;
        next = new Child(); // starts while this one works
        return child.order(operation, id, boundary, before);
    }

    private void open(String store) throws IOException {
        String database = TestPostgres.databaseUrl();
        var source = new PGSimpleDataSource();
        source.setUrl(database);
        source.setUser("postgres");
        source.setPassword("postgres");
        Flyway.configure()
                .dataSource(source)
                .schemas("git")
                .defaultSchema("git")
                .createSchemas(true)
                .locations("db/kit", "db/git")
                .load()
                .migrate();
        if (store.equals("s3")) {
            settings.putAll(S3Server.shared().settings());
        }
        settings.setProperty(Site.DATABASE, database);
        settings.setProperty("millrace.git.directory", folder.toString());
        site = Site.open(settings, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private Map<String, String> refs(UUID id) throws IOException {
        var refs = new TreeMap<String, String>();
        try (Repository repository = site.storage().read(id)) {
            for (Ref ref : repository.getRefDatabase().getRefs()) {
                refs.put(
                        ref.getName(),
                        ref.getTarget().getName() + " " + ref.getObjectId().name());
            }
        }
        return refs;
    }

    private void assertWhole(String where, UUID id) throws IOException {
        assertThat(site.storage().audit().run(id, true).problems()).as(where).isEmpty();
    }

    private void assertClones(String where, UUID id) throws IOException {
        try (var daemon = new GitDaemon(site.storage(), receive -> {})) {
            var clone = folder.resolve("clone-" + UUID.randomUUID());
            TestGit.in(folder).ok("clone", "--quiet", "--mirror", daemon.address(id), clone.toString());
            assertThat(TestGit.in(clone).fsck()).as(where).doesNotContain("error", "missing", "dangling");
        }
    }

    /** Once all retention has passed there are exactly the files of live packs. */
    private void assertNothingTooMuch(String where, UUID id) throws IOException {
        site.clock().advance(Duration.ofDays(2));
        site.storage().retention(RetentionConfig.withDefaults()).run();
        AuditReport report = site.storage().audit().run(id, false);
        List<ObjectKey> files = site.objects().list(new ObjectKey(id.toString()));
        assertThat(report.uploads()).as(where).isZero();
        assertThat(report.retiredPacks()).as(where).isZero();
        assertThat(files).as(where).hasSize(report.files());
    }

    private record Run(UUID id, Map<String, String> before, int status, List<String> boundaries) {}

    /** A process that waits for its order; it starts while another works. */
    private final class Child {

        private final Process process;

        Child() throws IOException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            process = new ProcessBuilder(
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CrashingProcess.class.getName())
                    .redirectError(folder.resolve("child.log").toFile())
                    .start();
            Writer out = process.outputWriter(StandardCharsets.UTF_8);
            for (String name : settings.stringPropertyNames()) {
                out.write(name + "=" + settings.getProperty(name) + "\n");
            }
            out.write("\n");
            out.flush();
        }

        Run order(Operation operation, UUID id, int boundary, Map<String, String> before)
                throws IOException, InterruptedException {
            var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = in.readLine();
            while (line != null && !line.equals(CrashingProcess.READY)) {
                line = in.readLine(); // what libraries print when they start
            }
            assertThat(line).as("the process is ready").isNotNull();
            try (Writer out = process.outputWriter(StandardCharsets.UTF_8)) {
                out.write("%s %s %d %s%n"
                        .formatted(operation, id, boundary, site.clock().instant()));
            }
            var boundaries = new ArrayList<String>();
            for (line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("after ")) {
                    boundaries.add(line);
                }
            }
            return new Run(id, before, process.waitFor(), boundaries);
        }
    }
}

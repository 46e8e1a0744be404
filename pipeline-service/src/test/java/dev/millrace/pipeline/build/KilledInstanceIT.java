package dev.millrace.pipeline.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import dev.millrace.pipeline.workflow.TriggerEvent;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestKafka;
import dev.millrace.testing.TestPlatformKey;
import dev.millrace.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Two packaged instances as processes of their own, one of which is killed with SIGKILL again and again. */
class KilledInstanceIT {

    private static final int BUILDS = 10;
    private static final int KILLS = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String SECRET = "open-sesame";
    private static final Path KEYSET =
            Path.of("target", "killed-instance-keyset.json").toAbsolutePath();

    private final Map<String, String> settings = new TreeMap<>(new Surroundings().start());
    private final String url = TestPostgres.databaseUrl();
    private final List<Process> instances = new ArrayList<>();

    @AfterEach
    void stop() {
        instances.forEach(Process::destroyForcibly);
    }

    @Test
    void endsEachBuildOnceAndRunsNoJobTwiceAtTheSameTime() throws Exception {
        Database database = migrated();
        Path folder = Files.createTempDirectory("killed");
        storeTheSecret(database);
        List<BuildRow> queued = queue(database, folder);
        start("steady", 1);
        Process killed = start("killed", 3);

        for (int kill = 0; kill < KILLS; kill++) {
            Process current = killed;
            await().atMost(TIMEOUT).until(() -> runsAJob(current) || ended(database) == BUILDS);
            killed.destroyForcibly().waitFor();
            killed = start("killed", 3);
        }

        await().atMost(TIMEOUT).pollInterval(Duration.ofSeconds(1)).until(() -> ended(database) == BUILDS);
        assertThat(folder.resolve("twice")).doesNotExist();
        assertThat(jobsThatWereLost(database)).isPositive();
        List<UUID> ids = queued.stream().map(BuildRow::id).toList();
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(finished(ids)).hasSize(BUILDS));
        assertThat(finished(ids)).extracting(BuildFinished::conclusion).containsOnly(Conclusion.SUCCESS);
        await().atMost(TIMEOUT).until(() -> processesOf(ids) == 0);
        assertThat(output(database)).contains("t=***").doesNotContain(SECRET);
    }

    private static void storeTheSecret(Database database) {
        byte[] sealed = SecretBox.createdIn(KEYSET)
                .seal(SECRET.getBytes(StandardCharsets.UTF_8), "pipeline.team_value/secrets/killed/TOKEN");
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "insert into pipeline.team_value values ('killed', 'secrets', 'TOKEN', ?, now(), 'ada')",
                        sealed));
    }

    /** What all jobs have printed, also those that were lost. */
    private static String output(Database database) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery(
                        "select convert_from(string_agg(bytes, ''::bytea order by build_id, position, start_offset), 'UTF8')"
                                + " from pipeline.log_chunk")
                .mapTo(String.class)
                .one());
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<BuildRow> queue(Database database, Path folder) throws IOException {
        String repository = "killed/" + UUID.randomUUID();
        TestGit work = TestGit.init(Files.createTempDirectory("work"));
        String sha = work.commit("README", "hello");
        Path bare = Surroundings.gitHttp().directory(repository);
        TestGit.initBare(bare);
        work.ok("push", "--quiet", "--all", bare.toString());
        PipelineDefinition pipeline = pipeline(folder);
        Builds builds = builds();
        return Stream.generate(() -> TestBuilds.build(
                        "killed", repository, pipeline, TriggerEvent.TAG_CREATED, sha, Optional.empty()))
                .limit(BUILDS)
                .peek(build -> database.useTransaction(tx -> builds.queue(tx, build)))
                .toList();
    }

    /** A lock of a file ends with the process that holds it, however that ends. */
    private static PipelineDefinition pipeline(Path folder) {
        String file = """
                version: "1"
                pipelines:
                  - name: killed:1
                    description: Two jobs, which may be lost several times
                    env: { secrets: [TOKEN] }
                    jobs:
                      - {name: one, retries: 5, steps: ['%s']}
                      - {name: two, retries: 5, steps: ['%s']}
                """.formatted(script(folder, "one"), script(folder, "two"));
        var workflows = (Workflows) ReadOpsFile.read(file.getBytes(StandardCharsets.UTF_8));
        return workflows.pipelines().getFirst();
    }

    private static String script(Path folder, String job) {
        return "exec 9>%1$s/$RUN_ID-%2$s; flock -n 9 || echo $RUN_ID >> %1$s/twice; echo $TOKEN | sha256sum | grep -q ^%3$s; echo \"t=$TOKEN\"; sleep 1"
                .formatted(folder, job, sha256(SECRET + "\n"));
    }

    private static Builds builds() {
        var outbox = new Outbox("pipeline", new EventCodec(URI.create("/pipeline")));
        var jobs = new JobStore();
        var clock = Clock.systemUTC();
        return new Builds(new BuildStore(), jobs, new QueueStore(), new FinishJob(jobs, outbox, clock), outbox, clock);
    }

    private Database migrated() {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        Flyway.configure()
                .dataSource(source)
                .schemas("pipeline")
                .defaultSchema("pipeline")
                .createSchemas(true)
                .locations("db/kit", "db/pipeline")
                .load()
                .migrate();
        return new Database(source);
    }

    private Process start(String name, int slots) throws IOException {
        Path jar = Path.of("target", "quarkus-app", "quarkus-run.jar");
        assertThat(jar).as("the package phase comes before integration tests").exists();
        var own = new TreeMap<>(settings);
        own.put("quarkus.datasource.jdbc.url", url);
        own.put("quarkus.datasource.username", "postgres");
        own.put("quarkus.datasource.password", "postgres");
        own.put("kafka.bootstrap.servers", TestKafka.brokers());
        own.put(
                "millrace.platform.private-key-file",
                TestPlatformKey.privateKeyFile().toString());
        own.put(
                "millrace.platform.public-key-file",
                TestPlatformKey.publicKeyFile().toString());
        own.put("millrace.secrets.keyset-file", KEYSET.toString());
        own.put("millrace.secrets.create-keyset", "true");
        own.put("millrace.pipeline.job-lease", "3s");
        // jobs of both instances meet in a folder
        own.put("millrace.pipeline.sandbox", "off");
        own.put("millrace.pipeline.parallel-jobs", String.valueOf(slots));
        own.put("quarkus.http.port", "0");
        own.put("quarkus.management.port", "0");
        for (String channel : List.of(
                "forge-scm", "forge-check", "forge-comment", "git-updates", "git-sync", "access-installations")) {
            // in addition to the other tests on this broker, not instead of them
            own.put("mp.messaging.incoming." + channel + ".group.id", "killed-instance");
            own.put("mp.messaging.incoming." + channel + ".auto.offset.reset", "latest");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx192m");
        own.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        Process instance = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", name + "-instance.log").toFile()))
                .start();
        instances.add(instance);
        return instance;
    }

    private static boolean runsAJob(Process instance) {
        return instance.descendants()
                .anyMatch(process -> environment(process.pid()).contains("RUN_ID="));
    }

    private static long jobsThatWereLost(Database database) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from pipeline.job where attempts > 1")
                .mapTo(Long.class)
                .one());
    }

    private static long ended(Database database) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from pipeline.build where finished_at is not null")
                .mapTo(Long.class)
                .one());
    }

    private static List<BuildFinished> finished(List<UUID> ids) {
        return TestEvents.all(Topic.PIPELINE_RUN).stream()
                .filter(BuildFinished.class::isInstance)
                .map(BuildFinished.class::cast)
                .filter(event -> ids.contains(event.build().id()))
                .toList();
    }

    /** Jobs are in the environment of their processes. */
    private static long processesOf(List<UUID> ids) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        ids.stream().anyMatch(id -> environment(process.pid()).contains("RUN_ID=" + id)))
                .count();
    }

    private static String environment(long pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}

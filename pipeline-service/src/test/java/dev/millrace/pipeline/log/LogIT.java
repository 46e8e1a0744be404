package dev.millrace.pipeline.log;

import static dev.millrace.pipeline.Scene.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class LogIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final int READERS = 4;

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    JobLogs jobLogs;

    @Inject
    LogReaders readers;

    @Inject
    LogArchiver archiver;

    @Inject
    ArchiveLog archiveLog;

    @Inject
    ExpireLogs expireLogs;

    @Inject
    LogObjects objects;

    @Inject
    LogTail tail;

    @Inject
    ReadWindow readWindow;

    @TestHTTPResource("/")
    URI service;

    private Scene scene;
    private UUID build;

    @BeforeEach
    void set() {
        scene = Scene.set();
        build = running();
    }

    @AfterEach
    void end() {
        end(build, Instant.now());
    }

    @Test
    void letsAReaderFollowARunningJobWithoutGapsAcrossConnections() throws Exception {
        var printed = new StringBuilder();
        Thread worker = Thread.ofVirtual().start(() -> {
            JobLog log = jobLogs.open(build, 0, 10_000_000);
            var random = new Random(3);
            for (int i = 0; i < 400; i++) {
                String line = "line %d: %s 😀\r\u0007\n".formatted(i, "ü€".repeat(random.nextInt(60)));
                printed.append(line);
                byte[] bytes = line.getBytes(UTF_8);
                // in the middle of a character, so that chunks end there, too
                int half = random.nextInt(bytes.length);
                log.write(bytes, half);
                log.flush();
                log.write(Arrays.copyOfRange(bytes, half, bytes.length), bytes.length - half);
                pause(10);
            }
            log.finish();
            end(build, Instant.now());
        });

        var read = new StringBuilder();
        Optional<Long> last = Optional.empty();
        int connections = 0;
        String state = "";
        while (state.isEmpty()) {
            connections++;
            try (var reader = EventReader.connect(log(), token(), last)) {
                assertThat(reader.status()).isEqualTo(200);
                assertThat(reader.header("Content-Type").orElse("")).startsWith("text/event-stream");
                for (int events = 0; events < 3 && state.isEmpty(); events++) {
                    var event = reader.next().orElseThrow();
                    last = Optional.of(event.id());
                    read.append(event.data().path("text").asText());
                    state = event.data().path("state").asText();
                }
            }
        }
        worker.join();

        assertThat(read.toString()).isEqualTo(printed.toString());
        assertThat(last).contains((long) printed.toString().getBytes(UTF_8).length);
        assertThat(state).isEqualTo("passed");
        assertThat(connections).isGreaterThan(3);
        await().atMost(TIMEOUT).until(() -> readers.free() == READERS);
    }

    @Test
    void limitsHowManyReadersFollowLogs() throws Exception {
        List<EventReader> following = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            following.add(EventReader.connect(log(), token(), Optional.empty()));
        }
        try (var refused = EventReader.connect(log(), token(), Optional.empty())) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).contains("5");
        }

        for (EventReader each : following) {
            assertThat(each.status()).isEqualTo(200);
            each.close();
        }
        await().atMost(TIMEOUT).until(() -> readers.free() == READERS);
    }

    @Test
    void dropsAReaderThatTakesNothing() throws Exception {
        JobLog log = jobLogs.open(build, 0, 100_000_000);
        byte[] block = "0123456789abcde\n".repeat(4096).getBytes(UTF_8);
        for (int i = 0; i < 800; i++) {
            log.write(block, block.length);
        }
        log.finish();

        try (Socket slow = new Socket(service.getHost(), service.getPort())) {
            slow.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(log().getPath(), token())
                            .getBytes(UTF_8));
            await().atMost(TIMEOUT).until(() -> readers.free() < READERS);
            await().atMost(TIMEOUT).until(() -> readers.free() == READERS);
        }
    }

    @Test
    void servesAnArchivedLogFromAnyOffsetAsIfItWereNot() throws Exception {
        String printed = print(60_000);
        byte[] bytes = printed.getBytes(UTF_8);
        assertThat(bytes).hasSizeGreaterThan(3 * LogFrames.FRAME_BYTES);

        archive();

        assertThat(count("log_chunk")).isZero();
        assertThat(count("log_frame")).isGreaterThan(3);
        assertThat(get("").asByteArray()).isEqualTo(bytes);
        int middle = LogFrames.FRAME_BYTES + 17;
        Response part = get("?from=%d&to=%d".formatted(middle, middle + 1_200_000));
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, middle, middle + 1_200_000));
        assertThat(part.header("Millrace-Log-Next")).isEqualTo(String.valueOf(middle + 1_200_000));
        assertThat(part.header("Millrace-Log-Complete")).isEqualTo("false");
        assertThat(tailOfLog()).endsWith("line 59999 \ud83d\ude00");
        var window =
                readWindow.read(jobRow(), OptionalLong.of(bytes.length / 2)).orElseThrow();
        long before = printed.getBytes(UTF_8).length / 2;
        assertThat(window.firstLine()).isEqualTo(1 + LineMark.count(bytes, (int) before));
        var last = readWindow.read(jobRow(), OptionalLong.empty()).orElseThrow();
        assertThat(last.text()).startsWith("\u001b[3").endsWith("line 59999\u001b[0m \ud83d\ude00\n");
        assertThat(last.firstLine()).isEqualTo(60_001 - last.text().lines().count());
        assertThat(last.later()).isEmpty();
        var earlier = readWindow.read(jobRow(), last.earlier()).orElseThrow();
        assertThat(earlier.firstLine() + earlier.text().lines().count()).isGreaterThanOrEqualTo(last.firstLine());
        try (var reader = EventReader.connect(log(), token(), Optional.of((long) bytes.length - 5))) {
            assertThat(reader.next().orElseThrow().data().path("text").asText()).isEqualTo("\ud83d\ude00\n");
            assertThat(reader.next().orElseThrow().name()).isEqualTo("end");
        }
    }

    @Test
    void showsEveryByteInWindowsAlsoWhereLinesAreLongerThanOne() throws Exception {
        String printed = "first\n" + "x".repeat(600_000) + "\nshort\n" + "y\n".repeat(200_000) + "begun";
        JobLog log = jobLogs.open(build, 0, 10_000_000);
        write(log, printed);
        log.finish();

        String running = windows();
        end(build, Instant.now());

        assertThat(running).isEqualTo(printed.substring(0, printed.length() - 5));
        assertThat(windows()).isEqualTo(printed);
        var last = readWindow.read(jobRow(), OptionalLong.empty()).orElseThrow();
        assertThat(last.text()).startsWith("y\n").endsWith("y\nbegun");
        assertThat(last.firstLine()).isEqualTo(200_004 - last.text().lines().count() + 1);
        var middle = readWindow.read(jobRow(), OptionalLong.of(300_000)).orElseThrow();
        assertThat(middle.firstLine()).isEqualTo(2);
        assertThat(middle.earlier()).hasValue(300_000 - ReadWindow.WINDOW);
    }

    @Test
    void servesTextWithoutSequencesCompressedAndAsAFile() {
        String printed = print(500);
        String text = printed.replaceAll("\u001b\\[[0-9]+m", "");

        Response response = get("?format=text&download=true");

        assertThat(new String(response.asByteArray(), UTF_8)).isEqualTo(text);
        assertThat(response.header("Content-Type")).startsWith("text/plain");
        assertThat(response.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"%s-unit.log\""
                        .formatted(build.toString().substring(0, 8)));
        Response plain =
                scene.as("git:read").header("Accept-Encoding", "gzip;q=0").get("/api/builds/{id}/jobs/unit/log", build);
        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(plain.header("Content-Length")).isEqualTo(String.valueOf(printed.getBytes(UTF_8).length));
        assertThat(plain.header("Content-Disposition")).startsWith("inline;");
        assertThat(get("?format=html").statusCode()).isEqualTo(400);
        assertThat(get("?from=5&to=4").statusCode()).isEqualTo(400);
    }

    @Test
    void readsALogFromItsObjectWhateverWasLeftByProcessesThatWereKilled() throws Exception {
        byte[] bytes = print(60_000).getBytes(UTF_8);
        OpenLog log = keptFromTheTimer();

        ArchiveLog.Written killed = archiveLog.write(log);
        assertThat(get("?from=9").asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 9, bytes.length));
        assertThat(get("?from=-7").asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 7, bytes.length));
        ArchiveLog.Written second = archiveLog.write(log);
        assertThat(archiveLog.refer(log, second)).isInstanceOf(ArchiveOutcome.Kept.class);
        assertThat(archiveLog.refer(log, killed)).isEqualTo(new ArchiveOutcome.NotKept());
        expireLogs.deleteObjects(Duration.ZERO);

        assertThat(count("log_chunk")).isZero();
        assertThat(get("").asByteArray()).isEqualTo(bytes);
        int from = 2 * LogFrames.FRAME_BYTES - 3;
        assertThat(get("?from=" + from).asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, from, bytes.length));
        assertThatThrownBy(() -> objects.read(killed.key(), 0, 1)).isInstanceOf(NoSuchFileException.class);
        assertThat(noted(killed)).isFalse();
        assertThat(noted(second)).isTrue();
    }

    @Test
    void neverRefersToAnObjectThatIsDeleted() throws Exception {
        byte[] bytes = print(100).getBytes(UTF_8);
        OpenLog log = keptFromTheTimer();
        ArchiveLog.Written slow = archiveLog.write(log);

        expireLogs.deleteObjects(Duration.ZERO);

        assertThat(archiveLog.refer(log, slow)).isEqualTo(new ArchiveOutcome.NotKept());
        assertThat(get("").asByteArray()).isEqualTo(bytes);
    }

    @Test
    void ignoresWhatALostWorkerAppendsToAnArchivedLog() throws Exception {
        JobLog lost = jobLogs.open(build, 0, 1000);
        write(lost, "printed\n");
        lost.flush();
        end(build, Instant.now().minusSeconds(60));
        archive();

        write(lost, "too late\n");
        lost.finish();

        assertThat(get("").asString()).isEqualTo("printed\n");
        assertThat(count("log_chunk")).isZero();
    }

    @Test
    void deletesLogsAfterTheirRetentionAndReportsIt() throws Exception {
        JobLog log = jobLogs.open(build, 0, 1000);
        write(log, "old\n");
        log.finish();
        end(build, Instant.now().minus(Duration.ofDays(100)));
        archive();
        UUID other = running();
        JobLog newer = jobLogs.open(other, 0, 1000);
        write(newer, "newer\n");
        newer.finish();
        end(other, Instant.now().minus(Duration.ofDays(80)));

        expireLogs.expire(Instant.now().minus(Duration.ofDays(90)));

        Response gone = get("");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.path("code").toString()).isEqualTo("log_expired");
        assertThat(gone.asString()).contains("logs are kept for 90 days");
        try (var reader = EventReader.connect(log(), token(), Optional.empty())) {
            assertThat(reader.status()).isEqualTo(410);
        }
        assertThat(tailOfLog()).isEmpty();
        assertThat(count("log_frame")).isZero();
        assertThat(scene.log(other, "unit")).isEqualTo("newer\n");
    }

    /** Prints this many lines with colours, ends the job a while ago; returns what was printed. */
    private String print(int lines) {
        var printed = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            printed.append("\u001b[3%dm%s line %d\u001b[0m \ud83d\ude00\n".formatted(i % 8, "x".repeat(i % 70), i));
        }
        JobLog log = jobLogs.open(build, 0, 100_000_000);
        write(log, printed.toString());
        log.finish();
        end(build, Instant.now().minusSeconds(60));
        return printed.toString();
    }

    private static void write(JobLog log, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        log.write(bytes, bytes.length);
    }

    /** By this test or by the timer of the service. */
    private void archive() throws InterruptedException {
        archiver.archive(Instant.now());
        await().atMost(TIMEOUT).until(() -> count("log_chunk") == 0);
    }

    private OpenLog keptFromTheTimer() {
        int changed = database.inTransaction(tx -> tx.handle()
                .execute(
                        "update pipeline.job_log set claimed_until = now() + interval '1 hour'"
                                + " where build_id = ? and state = 'open'",
                        build));
        assertThat(changed).isOne();
        return new OpenLog(build, 0, Instant.now().minusSeconds(60));
    }

    private boolean noted(ArchiveLog.Written written) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select exists (select 1 from pipeline.log_object where object_key = :key)")
                .bind("key", written.key())
                .mapTo(Boolean.class)
                .one());
    }

    private String windows() throws IOException {
        var all = new StringBuilder();
        OptionalLong from = OptionalLong.of(0);
        while (from.isPresent()) {
            var window = readWindow.read(jobRow(), from).orElseThrow();
            all.append(window.text());
            from = window.later();
        }
        return all.toString();
    }

    private String tailOfLog() {
        return database.inTransaction(tx -> tail.read(tx, build, 0));
    }

    private int count(String table) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from pipeline.%s where build_id = :build".formatted(table))
                .bind("build", build)
                .mapTo(Integer.class)
                .one());
    }

    private Response get(String query) {
        return scene.as("git:read").urlEncodingEnabled(false).get("/api/builds/" + build + "/jobs/unit/log" + query);
    }

    private URI log() {
        return service.resolve("/api/builds/" + build + "/jobs/unit/log");
    }

    private String token() {
        return scene.token("org", "git:read");
    }

    private JobRow jobRow() {
        return database.inTransaction(tx -> builds.jobs(tx, build)).getFirst();
    }

    /** A build whose job a worker elsewhere runs. */
    private UUID running() {
        BuildRow row = scene.newBuild("a".repeat(40), scene.opsFile(job("unit", "true")));
        database.useTransaction(tx -> {
            builds.queue(tx, row);
            tx.handle()
                    .execute(
                            "update pipeline.job set state = 'running', attempts = 1, started_at = now(), waits_since = null,"
                                    + " lease = gen_random_uuid(), lease_until = now() + interval '1 hour' where build_id = ?",
                            row.id());
            tx.handle()
                    .execute("update pipeline.build set state = 'running', started_at = now() where id = ?", row.id());
        });
        return row.id();
    }

    private void end(UUID id, Instant at) {
        database.useTransaction(tx -> {
            tx.handle()
                    .execute(
                            "update pipeline.job set state = 'passed', finished_at = ?, lease = null, lease_until = null"
                                    + " where build_id = ? and state = 'running'",
                            at.atOffset(ZoneOffset.UTC),
                            id);
            tx.handle()
                    .execute(
                            "update pipeline.build set state = 'passed', finished_at = ? where id = ?",
                            at.atOffset(ZoneOffset.UTC),
                            id);
        });
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedLog;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@TestProfile(ConnectionIT.ShortTimeout.class)
class ConnectionIT {

    private static final int LARGE = 20_000_000;

    private final Path folder = TestGit.freshFolder();

    @Inject
    MeterRegistry meters;

    private Team team;

    @BeforeEach
    void pushSomethingLarge() throws IOException {
        team = Team.registered().create("acme/large");
        TestGit work = TestGit.init(folder.resolve("work"));
        byte[] noise = new byte[LARGE];
        new Random(3).nextBytes(noise);
        Files.write(work.folder().resolve("noise.bin"), noise);
        work.ok("config", "core.compression", "0");
        work.ok("add", ".");
        work.ok("commit", "-q", "-m", "noise");
        work.ok("push", "-q", team.remote("acme/large"), "main");
    }

    @Test
    void cutsOffAClientThatDoesNotReadAndLetsItNotice() throws Exception {
        try (StallingProxy proxy = new StallingProxy(2_000_000)) {
            Run clone = TestGit.in(folder)
                    .run(
                            "clone",
                            team.remote("acme/large").replace(":" + RestAssured.port, ":" + proxy.port()),
                            "copy");

            assertThat(clone.exit()).isNotZero();
            assertThat(clone.err())
                    .containsAnyOf("early EOF", "unexpected disconnect", "transfer closed", "RPC failed");
            assertThat(folder.resolve("copy")).doesNotExist();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> openExchanges() == 0);
    }

    @Test
    void stopsWorkingForAClientThatLeavesAndLogsNoError() throws IOException { // #9.16
        var errors = RecordedLog.ofErrors();
        try (errors;
                Socket socket = RawHttp.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(wholeClone().getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
            assertThat(openExchanges()).isOne();
            socket.close();

            await().atMost(Duration.ofSeconds(2)).until(() -> openExchanges() == 0);
            await().during(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(errors.lines()).isEmpty());
        }
    }

    @Test
    void cutsOffAPushThatStopsHalfWayAndKeepsNothing() throws IOException {
        try (Socket socket = RawHttp.connect()) {
            OutputStream out = socket.getOutputStream();
            String head = head("git-receive-pack", "Content-Length: 1000000");
            String command = "0".repeat(40) + " " + "1".repeat(40) + " refs/heads/x\0report-status side-band-64k";
            String line = "%04x%s0000PACK".formatted(command.length() + 4, command);
            out.write((head + line).getBytes(StandardCharsets.UTF_8));
            out.flush();

            await().atMost(Duration.ofSeconds(10)).until(() -> openExchanges() == 1);
            await().atMost(Duration.ofSeconds(20)).until(() -> openExchanges() == 0);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408"); // #9.25
        }
        assertThat(TestGit.in(folder).ok("ls-remote", team.remote("acme/large")))
                .doesNotContain("refs/heads/x");
    }

    @Test
    void answers408WhenAnUploadOfALargeFileStops() throws IOException { // #9.25
        String token = team.token("acme/large", "git:write");
        try (Socket socket = RawHttp.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("""
                    PUT /acme/large.git/info/lfs/objects/%s/1000000 HTTP/1.1\r
                    Host: localhost\r
                    Authorization: %s\r
                    Content-Type: application/octet-stream\r
                    Content-Length: 1000000\r
                    \r
                    some of it""".formatted("ab".repeat(32), RawHttp.basic(token).get("Authorization"))
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            socket.setSoTimeout(20_000);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void answers408WhenARequestOfTheLfsApiStops() throws IOException { // #9.25
        String token = team.token("acme/large", "git:read");
        try (Socket socket = RawHttp.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("""
                    POST /acme/large.git/info/lfs/objects/batch HTTP/1.1\r
                    Host: localhost\r
                    Authorization: %s\r
                    Content-Type: application/vnd.git-lfs+json\r
                    Content-Length: 1000\r
                    \r
                    {"operation":""".formatted(RawHttp.basic(token).get("Authorization")).getBytes(StandardCharsets.UTF_8));
            out.flush();
            socket.setSoTimeout(20_000);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void sendsClientsAwayThatComeWhileAllTurnsAreTaken() throws Exception {
        try (Socket first = RawHttp.connect();
                Socket second = RawHttp.connect()) {
            for (Socket socket : new Socket[] {first, second}) {
                socket.getOutputStream().write(wholeClone().getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> openExchanges() == 2);

            Run clone = TestGit.in(folder).run("clone", team.remote("acme/large"), "copy");

            assertThat(clone.exit()).isNotZero();
            assertThat(clone.err()).contains("HTTP 503");
        }
    }

    private double openExchanges() {
        return meters.get("millrace.git.http.exchanges").gauge().value();
    }

    private String wholeClone() {
        String tip = TestGit.in(folder.resolve("work")).ok("rev-parse", "HEAD").strip();
        String body = "0011command=fetch0001" + "0032want " + tip + "\n" + "0009done\n" + "0000";
        return head("git-upload-pack", "Git-Protocol: version=2\r\nContent-Length: " + body.length()) + body;
    }

    private String head(String service, String more) {
        String token = team.token("acme/large", "git:write");
        return """
                POST /acme/large.git/%s HTTP/1.1\r
                Host: localhost\r
                Authorization: %s\r
                Content-Type: application/x-%s-request\r
                %s\r
                \r
                """.formatted(service, RawHttp.basic(token).get("Authorization"), service, more);
    }

    /** The same service with limits that a test can wait for. */
    public static final class ShortTimeout implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "millrace.git-http.stall", "PT3S",
                    "millrace.git-http.lfs.stall", "PT1S",
                    "millrace.git-http.acquire-timeout", "PT0.2S",
                    // one permit is enough for two, since exchanges that wait for their clients lend it
                    "millrace.git-http.concurrency", "1",
                    "millrace.git-http.connections", "2");
        }
    }

    /** Proxies connections, and stops reading the service's response midway, as a failing network does. */
    private static final class StallingProxy implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int stallAfter;
        private final CountDownLatch ended = new CountDownLatch(1);

        StallingProxy(int stallAfter) throws IOException {
            this.stallAfter = stallAfter;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Socket service = new Socket();
                    // some kernels would buffer the whole response, and the service would never notice
                    service.setReceiveBufferSize(64 * 1024);
                    service.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
                    Thread.ofVirtual().start(() -> pass(client, service, Integer.MAX_VALUE));
                    Thread.ofVirtual().start(() -> pass(service, client, stallAfter));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void pass(Socket from, Socket to, int stall) {
            byte[] buffer = new byte[16 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                int passed = 0;
                boolean stalled = false;
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                    to.getOutputStream().write(buffer, 0, got);
                    passed += got;
                    if (passed > stall && !stalled) {
                        stalled = true;
                        ended.await(8, TimeUnit.SECONDS);
                    }
                }
            } catch (IOException broken) {
                // the other side is closed on exit
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            ended.countDown();
            server.close();
        }
    }
}

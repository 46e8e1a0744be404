package dev.millrace.conformance.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.process.FileTree;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fifty clones at once, some by clients that hardly read, from a process whose heap holds a few of the packs. */
class ManyClonesIT {

    private static final Path FOLDER = Path.of("target/many-clones").toAbsolutePath();
    private static final int CLONES = 50;
    private static final int SLOW = 10;
    private static final int BRANCHES = 5;
    private static final int BYTES_ON_A_BRANCH = 8 << 20;

    /** Memory of a Java process of this heap size outside the heap. */
    private static final long BESIDE_THE_HEAP = 300L << 20;

    private static OurService ours;

    @BeforeAll
    static void start() throws IOException {
        FileTree.delete(FOLDER);
        ours = OurService.start(Files.createDirectories(FOLDER.resolve("packs")));
    }

    @AfterAll
    static void stop() {
        if (ours != null) {
            ours.close();
        }
    }

    /** Clones of five branches, so that some share a packing and some do not. */
    @Test
    void servesFiftyClonesAtOnceInBoundedMemory() throws Exception {
        String remote = ours.create("many/clones");
        List<String> tips = pushBranches(remote);
        long began = System.nanoTime();
        List<Future<Clone>> running = new ArrayList<>();
        var clients = Executors.newFixedThreadPool(CLONES);
        try {
            for (int number = 0; number < CLONES; number++) {
                boolean slow = number < SLOW;
                String tip = tips.get(number % BRANCHES);
                running.add(clients.submit((Callable<Clone>) () -> clone(remote, tip, slow, began)));
            }
            var clones = new ArrayList<Clone>();
            for (Future<Clone> one : running) {
                clones.add(one.get(3, TimeUnit.MINUTES));
            }

            assertThat(clones).allSatisfy(clone -> assertThat(clone.bytes()).isGreaterThan(BYTES_ON_A_BRANCH));
            assertThat(clones.stream().filter(clone -> !clone.slow()).map(Clone::endedAfter))
                    .as("clients that read do not wait for those that do not")
                    .allSatisfy(ended -> assertThat(ended).isLessThan(firstSlowEnd(clones)));
            assertThat(ours.mostMemory()).isLessThan(OurService.HEAP + BESIDE_THE_HEAP);
        } finally {
            clients.shutdownNow();
        }
    }

    private static Duration firstSlowEnd(List<Clone> clones) {
        return clones.stream()
                .filter(Clone::slow)
                .map(Clone::endedAfter)
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private static List<String> pushBranches(String remote) throws IOException {
        TestGit work = TestGit.init(FOLDER.resolve("work"));
        var random = new Random(50);
        var tips = new ArrayList<String>();
        for (int branch = 0; branch < BRANCHES; branch++) {
            work.ok("checkout", "--quiet", "--orphan", "branch-" + branch);
            var noise = new byte[BYTES_ON_A_BRANCH];
            random.nextBytes(noise);
            Files.write(work.folder().resolve("noise.bin"), noise);
            work.ok("add", ".");
            work.ok("commit", "--quiet", "-m", "Noise");
            work.ok("push", "--quiet", remote, "branch-" + branch);
            tips.add(work.ok("rev-parse", "HEAD"));
        }
        return tips;
    }

    private record Clone(boolean slow, long bytes, Duration endedAfter) {}

    /** Retries after the time that the server states in Retry-After, as a well-behaved client does. */
    private static Clone clone(String remote, String tip, boolean slow, long began)
            throws IOException, InterruptedException {
        URI address = URI.create(remote);
        String body = packet("command=fetch")
                + packet("object-format=sha1")
                + "0001"
                + packet("no-progress")
                + packet("ofs-delta")
                + packet("want " + tip)
                + packet("done")
                + "0000";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address.getHost() + ":" + address.getPort()
                        + address.getPath() + "/git-upload-pack"))
                .header("Git-Protocol", "version=2")
                .header("Content-Type", "application/x-git-upload-pack-request")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(address.getUserInfo().getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (true) {
                HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream in = answer.body()) {
                    if (answer.statusCode() == 200) {
                        long bytes = slow ? readSlowly(in) : in.transferTo(OutputStream.nullOutputStream());
                        return new Clone(slow, bytes, Duration.ofNanos(System.nanoTime() - began));
                    }
                }
                assertThat(answer.statusCode()).isIn(429, 503);
                TimeUnit.SECONDS.sleep(Long.parseLong(
                        answer.headers().firstValue("Retry-After").orElseThrow()));
            }
        }
    }

    /** Takes some seconds for a read that could take a moment. */
    private static long readSlowly(InputStream in) throws IOException {
        var buffer = new byte[64 << 10];
        long bytes = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            bytes += count;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60) * count / buffer.length);
        }
        return bytes;
    }

    private static String packet(String line) {
        return "%04x%s\n".formatted(line.length() + 5, line);
    }
}

package dev.millrace.conformance.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.git.HttpBackend;
import dev.millrace.standalone.process.FileTree;
import dev.millrace.testing.DebianTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every scenario on both servers concurrently; the recorded notes must be the same. */
class GitScenariosIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Not a temporary folder: deleting this many files takes longer than the scenarios. */
    private static final Path FOLDER = Path.of("target/git-scenarios").toAbsolutePath();

    private static OurService ours;
    private static HttpBackend theirs;
    private static ExecutorService both;

    @BeforeAll
    static void startBoth() throws IOException, InterruptedException {
        DebianTools.need("nginx", "nginx-light");
        DebianTools.need("fcgiwrap", "fcgiwrap");
        FileTree.delete(FOLDER);
        theirs = HttpBackend.start(Files.createDirectories(FOLDER.resolve("http-backend")));
        ours = OurService.start(FOLDER.resolve("packs"));
        both = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void stopBoth() {
        if (both != null) {
            both.shutdownNow();
        }
        if (ours != null) {
            ours.close();
        }
        if (theirs != null) {
            theirs.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyScenario() {
        return Stream.of(
                        ReadingScenarios.all(),
                        PartialScenarios.all(),
                        PushScenarios.all(),
                        RefNameScenarios.all(),
                        TransportScenarios.all())
                .flatMap(List::stream)
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> compare(scenario)));
    }

    private static void compare(Scenario scenario) throws Exception {
        String name = "scenario-" + NUMBERS.incrementAndGet();
        var our = both.submit(() -> play(scenario, FOLDER.resolve(name + "-ours"), ours.create(name)));
        var their = both.submit(() -> play(scenario, FOLDER.resolve(name + "-theirs"), theirs.create(name)));
        try {
            assertThat(our.get()).as("ours, beside theirs").isEqualTo(their.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static List<String> play(Scenario scenario, Path place, String remote) throws IOException {
        var session = new Session(Files.createDirectories(place), remote);
        scenario.script().accept(session);
        return session.notes();
    }
}

package dev.millrace.conformance.git;

import dev.millrace.conformance.process.NodeProject;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.testing.TestEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official SDK of the API that we implement, from npm, against the built git-http-service. */
class StorageSdkIT {

    @TempDir
    Path folder;

    @Test
    void servesTheOfficialSdk() throws IOException, InterruptedException {
        try (OurService service = OurService.start(folder.resolve("packs"))) {
            TestEvents.publish(new InstallationLinked(
                    UUID.randomUUID(),
                    "github.com",
                    "4711",
                    "17",
                    "linked-org",
                    OurService.TEAM,
                    InstallationLinked.State.ACTIVE,
                    Clock.systemUTC().instant()));
            NodeProject.runTests(
                    Map.of(
                            "MILLRACE_STORAGE", service.address().toString(),
                            "MILLRACE_TEAM", OurService.TEAM,
                            "MILLRACE_TEAM_KEY", OurService.privateKey(),
                            "MILLRACE_LINKED_ACCOUNT", "linked-org",
                            "MILLRACE_WORK",
                                    Files.createDirectories(folder.resolve("work"))
                                            .toString()),
                    Duration.ofMinutes(5),
                    List.of("storage.test.mjs", "repository-api.test.mjs", "repository-variants.test.mjs"));
        }
    }
}

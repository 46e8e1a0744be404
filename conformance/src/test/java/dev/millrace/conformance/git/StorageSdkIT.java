package dev.millrace.conformance.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.git.CgiServer;
import dev.millrace.conformance.process.NodeProject;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.testing.DebianTools;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestEvents;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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
            Map<String, String> settings = new HashMap<>(Map.of(
                    "MILLRACE_STORAGE", service.address().toString(),
                    "MILLRACE_TEAM", OurService.TEAM,
                    "MILLRACE_TEAM_KEY", OurService.privateKey(),
                    "MILLRACE_LINKED_ACCOUNT", "linked-org",
                    "MILLRACE_WORK",
                            Files.createDirectories(folder.resolve("work")).toString()));
            NodeProject.runTests(
                    settings,
                    Duration.ofMinutes(5),
                    List.of("storage.test.mjs", "repository-api.test.mjs", "repository-variants.test.mjs"));

            DebianTools.need("nginx", "nginx-light");
            DebianTools.need("fcgiwrap", "fcgiwrap");
            TestCertificate certificate = TestCertificate.of("localhost");
            try (CgiServer nginx = CgiServer.start(
                    Files.createDirectories(folder.resolve("nginx")),
                    1,
                    (port, _) -> terminatesTls(port, certificate, service.address()))) {
                settings.put("MILLRACE_STORAGE", "https://localhost:" + nginx.port());
                settings.put("NODE_EXTRA_CA_CERTS", certificate.pem().toString());
                settings.put("GIT_SSL_CAINFO", certificate.pem().toString());
                NodeProject.runTests(settings, Duration.ofMinutes(1), List.of("tls.test.mjs"));
            }
        }
    }

    /** What docs/repositories.md recommends, with the addresses and files of this test. */
    private static String terminatesTls(int port, TestCertificate certificate, URI service) throws IOException {
        String example = Files.readString(Path.of("../deploy/tls/nginx.conf"));
        String here = example.replace("listen 443 ssl", "listen 127.0.0.1:%d ssl".formatted(port))
                .replace("millrace.example.com", "localhost")
                .replace("/etc/ssl/millrace/fullchain.pem", certificate.pem().toString())
                .replace("/etc/ssl/millrace/privkey.pem", certificate.keyPem().toString())
                .replace("http://127.0.0.1:8080", "http://" + service.getAuthority());
        assertThat(here).doesNotContain("listen 443", "/etc/ssl", "127.0.0.1:8080");
        return here;
    }
}

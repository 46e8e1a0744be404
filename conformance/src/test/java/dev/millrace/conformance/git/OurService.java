package dev.millrace.conformance.git;

import static org.awaitility.Awaitility.await;

import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The built git-http-service in a process of its own, on real PostgreSQL and Kafka, with a registered team. */
final class OurService implements AutoCloseable {

    /** Size in bytes. */
    static final long HEAP = 320L << 20;

    static final String TEAM = "conformance";
    private static final KeyPair KEYS = TestKeys.ec();

    private final ServiceProcess service;

    private OurService(ServiceProcess service) {
        this.service = service;
    }

    static OurService start(Path packs) throws IOException {
        var settings = new HashMap<>(new Platform().start());
        settings.put("millrace.git.directory", Files.createDirectories(packs).toString());
        var service = new OurService(ServiceProcess.start("git-http-service", Long.toString(HEAP), settings));
        TestEvents.registerKey(TEAM, KEYS.getPublic());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> JsonClient.of(service.service.address())
                                .withBearer(token("any"))
                                .ask("GET", "/api/v1/repos", Optional.empty())
                                .status()
                        == 200);
        return service;
    }

    /** The address on which it listens. */
    URI address() {
        return service.address();
    }

    /** The team's private key, PKCS#8 in PEM. */
    static String privateKey() {
        return TestKeys.pem(KEYS.getPrivate());
    }

    /** Creates an empty repository; the address has a token with all rights to it. */
    String create(String name) {
        String token = token(name);
        JsonClient.of(service.address()).withBearer(token).post("/api/v1/repos", Map.of());
        return "http://git:%s@%s/%s.git".formatted(token, service.address().getAuthority(), name);
    }

    /** The peak memory of its process, in bytes. */
    long mostMemory() throws IOException {
        return service.mostMemory();
    }

    private static String token(String repository) {
        return TestKeys.sign(
                KEYS,
                TestKeys.claims(
                        TEAM,
                        repository,
                        Clock.systemUTC().instant().plusSeconds(3600),
                        "git:read",
                        "git:write",
                        "repo:write",
                        "org:read"));
    }

    @Override
    public void close() {
        service.close();
    }
}

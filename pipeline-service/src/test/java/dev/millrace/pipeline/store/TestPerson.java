package dev.millrace.pipeline.store;

import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.PlatformTokens;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import dev.millrace.testing.TestEvents;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** People of a team, as the gateway forwards their sessions. */
public final class TestPerson {

    public static final UUID USER = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");

    private TestPerson() {}

    /** Publishes the platform's key, as the gateway does, and waits until this service accepts what it signed. */
    public static void publishKey(String team, String path) {
        Path key = ConfigProvider.getConfig().getValue("millrace.platform.public-key-file", Path.class);
        try {
            TestEvents.publish(new AccessKeyChanged(
                    UUID.randomUUID(), "platform", Optional.empty(), Files.readString(key), true, Instant.EPOCH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> as(team, Role.OWNER).get(path).statusCode() == 200);
    }

    /** A request of one with everything that the role allows. */
    public static RequestSpecification as(String team, Role role) {
        return as(team, Optional.of(role), role.scopes(), Optional.empty(), false);
    }

    static RequestSpecification administrator() {
        return as(Caller.PLATFORM, Optional.empty(), Set.of(), Optional.empty(), true);
    }

    static RequestSpecification as(
            String team, Optional<Role> role, Set<Scope> scopes, Optional<String> repository, boolean administrator) {
        Instant end = Instant.now().plusSeconds(600);
        var caller =
                new Caller(team, "mona", Optional.of(USER), role, administrator, repository, scopes, List.of(), end);
        // with the key that this service was started with
        String token = CDI.current().select(PlatformTokens.class).get().mint(caller, Duration.ofMinutes(5));
        return RestAssured.given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }
}

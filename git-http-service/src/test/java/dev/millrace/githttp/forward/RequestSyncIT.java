package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class RequestSyncIT {

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    Clock clock;

    @Test
    void asksAgainWhenTheDatabaseWasAway() {
        var askForSync = new RequestSync(new Database(awayAtFirst(1)), outbox, clock);
        var destination = new Destination(
                UUID.randomUUID(),
                "forge.test/acme/tool",
                URI.create("https://forge.test/acme/tool.git"),
                "gitea",
                Optional.empty());

        askForSync.handle(destination, "a test");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_SYNC_REQUESTS,
                                SyncRequested.class,
                                request -> request.repositoryId().equals(destination.repositoryId())))
                        .hasSize(1));
    }

    private DataSource awayAtFirst(int times) {
        var left = new AtomicInteger(times);
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (left.getAndDecrement() > 0) {
                        throw new SQLException("the server is away", "08001");
                    }
                    return method.invoke(database.dataSource(), arguments);
                });
    }
}

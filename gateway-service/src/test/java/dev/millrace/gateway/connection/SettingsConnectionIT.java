package dev.millrace.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.ForgeConnectionChanged.App;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.kit.identity.Caller;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection that the settings describe, over several starts. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class SettingsConnectionIT {

    private static final Caller ADMINISTRATOR =
            new Caller(Caller.PLATFORM, "administrator", Optional.empty(), Set.of(), List.of(), Instant.MAX);

    @Inject
    Connections connections;

    @AfterEach
    void withoutSettings() {
        connections.reconcile(Optional.empty());
    }

    @Test
    void isStoredOnceAndNotChangedByAnotherStart() {
        connections.reconcile(Optional.of(settings("1", "old-secret")));
        Connection first = stored().orElseThrow();

        connections.reconcile(Optional.of(settings("1", "old-secret")));

        assertThat(stored()).contains(first);
    }

    @Test
    void followsTheSettings() {
        connections.reconcile(Optional.of(settings("1", "old-secret")));
        Connection first = stored().orElseThrow();

        connections.reconcile(Optional.of(settings("2", "new-secret", "old-secret")));
        Connection second = stored().orElseThrow();

        assertThat(second.app().map(App::id)).contains("2");
        assertThat(second.secrets()).hasSize(2).contains(first.secrets().getFirst());
        assertThat(second.secrets().getLast()).isEqualTo(first.secrets().getFirst());
        assertThat(second.revision()).isEqualTo(first.revision() + 1);

        connections.reconcile(Optional.empty());
        assertThat(stored()).isEmpty();

        connections.reconcile(Optional.of(settings("2", "new-secret")));
        assertThat(stored().orElseThrow().revision()).isEqualTo(second.revision() + 2);
    }

    @Test
    void keepsASecretThatWasAddedOtherwise() {
        connections.reconcile(Optional.of(settings("1", "old-secret")));
        var added = (SecretOutcome.Added)
                connections.addSecret(ADMINISTRATOR, "settings", Purpose.WEBHOOK, Optional.of("a-secret-from-the-api"));

        connections.reconcile(Optional.of(settings("1", "new-secret")));

        assertThat(stored().orElseThrow().secrets()).hasSize(2).contains(added.secret());
    }

    @Test
    void cannotBeRemovedWhileTheSettingsDescribeIt() {
        connections.reconcile(Optional.of(settings("1", "old-secret")));

        assertThat(connections.remove(ADMINISTRATOR, "settings")).isInstanceOf(RemovalOutcome.StatedBySettings.class);
        assertThat(connections.removeSecret(
                        ADMINISTRATOR,
                        "settings",
                        stored().orElseThrow().secrets().getFirst().id()))
                .isInstanceOf(SecretOutcome.StatedBySettings.class);
    }

    private Optional<Connection> stored() {
        return connections.find("settings");
    }

    private static NewConnection settings(String app, String... webhookSecrets) {
        return new NewConnection(
                "settings.test",
                ForgeKind.GITHUB,
                "settings.test",
                "https://settings.test/api/v3",
                "https://settings.test",
                Optional.empty(),
                Optional.of(new App(app, Optional.empty(), Optional.empty())),
                Arrays.stream(webhookSecrets)
                        .map(secret -> new NewConnection.Plain(Purpose.WEBHOOK, secret))
                        .toList());
    }
}

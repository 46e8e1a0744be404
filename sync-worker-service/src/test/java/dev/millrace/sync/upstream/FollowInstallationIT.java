package dev.millrace.sync.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.FakeForge;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class FollowInstallationIT {

    private static final String FORGE = "forge.test";
    private static final Instant LINKED = Instant.parse("2026-11-20T12:00:00Z");

    @Inject
    FollowInstallation followInstallation;

    @Inject
    UpstreamStore upstreams;

    @Inject
    Database database;

    private final String installation = UUID.randomUUID().toString();

    @Test
    void keepsANewerLinkWhenAnOlderRecordIsReadAgain() {
        link("first", State.ACTIVE, LINKED);
        link("second", State.ACTIVE, LINKED.plusSeconds(60));

        link("first", State.ACTIVE, LINKED);

        assertThat(team()).contains("second");
    }

    @Test
    void keepsALinkWithdrawnWhenAnOlderRecordIsReadAgain() {
        link("first", State.ACTIVE, LINKED);
        link("first", State.REMOVED, LINKED.plusSeconds(60));

        link("first", State.ACTIVE, LINKED);

        assertThat(team()).isEmpty();
        link("first", State.ACTIVE, LINKED.plusSeconds(120));
        assertThat(team()).contains("first");
    }

    /** An announcement without a change also counts as the newest state. */
    @Test
    void remembersWhenAnUnchangedLinkWasAnnouncedLast() {
        link("first", State.ACTIVE, LINKED);
        link("first", State.ACTIVE, LINKED.plusSeconds(60));

        link("second", State.ACTIVE, LINKED.plusSeconds(30));

        assertThat(team()).contains("first");
    }

    private void link(String team, State state, Instant at) {
        database.useTransaction(tx -> followInstallation.linked(
                tx, new InstallationLinked(UUID.randomUUID(), FORGE, installation, "1", "acme", team, state, at)));
    }

    private Optional<String> team() {
        return database.inTransaction(tx -> upstreams.team(tx, FORGE, installation));
    }
}

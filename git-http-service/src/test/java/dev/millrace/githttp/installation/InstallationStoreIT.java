package dev.millrace.githttp.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class InstallationStoreIT {

    private static final String FORGE = "forge.test";
    private static final Instant LINKED = Instant.parse("2026-11-20T12:00:00Z");

    @Inject
    InstallationStore installations;

    @Inject
    Database database;

    private final String installation = UUID.randomUUID().toString();
    private final String account = "account-" + installation;

    @Test
    void keepsANewerLinkWhenAnOlderRecordIsReadAgain() {
        save("first", State.ACTIVE, LINKED);
        save("second", State.ACTIVE, LINKED.plusSeconds(60));

        save("first", State.ACTIVE, LINKED);

        assertThat(find("second")).contains(account);
        assertThat(find("first")).isEmpty();
    }

    @Test
    void keepsALinkWithdrawnWhenAnOlderRecordIsReadAgain() {
        save("first", State.ACTIVE, LINKED);
        save("first", State.REMOVED, LINKED.plusSeconds(60));

        save("first", State.ACTIVE, LINKED);

        assertThat(find("first")).isEmpty();
        save("first", State.ACTIVE, LINKED.plusSeconds(120));
        assertThat(find("first")).contains(account);
    }

    private Optional<String> find(String team) {
        return database.inStatement(tx -> installations.findAccount(tx, team, FORGE, account.toUpperCase(Locale.ROOT)));
    }

    private void save(String team, State state, Instant at) {
        database.useTransaction(tx -> installations.save(
                tx, new InstallationLinked(UUID.randomUUID(), FORGE, installation, account, account, team, state, at)));
    }
}

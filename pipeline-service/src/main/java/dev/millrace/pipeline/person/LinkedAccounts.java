package dev.millrace.pipeline.person;

import dev.millrace.events.access.IdentityChanged;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.Builds;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** The accounts at forges that are linked to users. */
@Singleton
public final class LinkedAccounts {

    private final Builds builds;

    LinkedAccounts(Builds builds) {
        this.builds = builds;
    }

    /** The user whose account it is now, if the team may learn that. */
    public Optional<UUID> find(Transaction tx, String team, String instance, String login) {
        return LinkedAccountStore.find(tx, team, instance, login);
    }

    /** Records the state of a link, and attributes the builds that the account started. An older state changes nothing. */
    void changed(Transaction tx, IdentityChanged link) {
        if (LinkedAccountStore.save(tx, link) && link.unlinkedAt().isEmpty()) {
            builds.attribute(tx, link.instance(), link.login(), link.teams(), link.user());
        }
    }
}

package dev.millrace.gateway.user;

import dev.millrace.gateway.repository.RequestChecks;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The history of identities, with which other services attribute what accounts did: each change is published in its own
 * transaction. Links that have ended are kept, and published at each start like those that last.
 */
@ApplicationScoped
public class IdentityLinks {

    private static final Logger LOG = Logger.getLogger(IdentityLinks.class);

    private final Database database;
    private final IdentityLinkStore store;
    private final Outbox outbox;
    private final Clock clock;

    IdentityLinks(Database database, IdentityLinkStore store, Outbox outbox, Clock clock) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The account belongs to the user from now on, in the caller's transaction. */
    void begin(Transaction tx, Identity identity) {
        store.lockUser(tx, identity.user());
        publish(tx, store.begin(tx, identity, now()));
    }

    /** The account has another login from now on, in the caller's transaction. */
    void rename(Transaction tx, Identity renamed) {
        end(tx, renamed.instance(), renamed.accountId());
        begin(tx, renamed);
    }

    /** The account belongs to no user from now on, in the caller's transaction. */
    void end(Transaction tx, String instance, String accountId) {
        store.end(tx, instance, accountId, now()).ifPresent(id -> publish(tx, id));
    }

    /** The user joined or left a team, in the caller's transaction. */
    public void changeTeams(Transaction tx, UUID user) {
        store.lockUser(tx, user);
        store.touchOfUser(tx, user, now());
        store.listOfUser(tx, user).forEach(link -> outbox.add(tx, link.toEvent()));
        Signals.send(tx, RequestChecks.READERS);
    }

    /**
     * Publishes every link once more. A repeat changes nothing for a service that has it, and restores the content of a topic
     * that was lost.
     */
    void announceAll() {
        int announced = database.inTransaction(tx -> {
            List<IdentityLink> all = store.lockAll(tx);
            all.forEach(link -> outbox.add(tx, link.toEvent()));
            return all.size();
        });
        LOG.infof("announced=%d links of identities", announced);
    }

    private void publish(Transaction tx, UUID id) {
        Signals.send(tx, RequestChecks.READERS);
        store.find(tx, id).ifPresent(link -> {
            outbox.add(tx, link.toEvent());
            LOG.infof(
                    "linkId=%s instance=%s accountId=%s user=%s %s",
                    link.id(),
                    link.instance(),
                    link.accountId(),
                    link.user(),
                    link.unlinkedAt().isPresent() ? "unlinked" : "linked");
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

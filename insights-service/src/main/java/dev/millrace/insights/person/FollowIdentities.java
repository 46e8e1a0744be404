package dev.millrace.insights.person;

import dev.millrace.events.access.IdentityChanged;
import dev.millrace.insights.person.LinkStore.End;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Learns whose accounts are, and requests that what they did is attributed again if that has changed. */
@Singleton
final class FollowIdentities {

    private static final Logger LOG = Logger.getLogger(FollowIdentities.class);

    private final LinkStore store;
    private final BackfillStore backfills;

    FollowIdentities(LinkStore store, BackfillStore backfills) {
        this.store = store;
        this.backfills = backfills;
    }

    void changed(Transaction tx, IdentityChanged link) {
        store.holdContributions(tx);
        Optional<End> before = store.findEnd(tx, link.linkId());
        store.save(tx, link);
        store.savePerson(tx, link);
        if (!before.equals(store.findEnd(tx, link.linkId()))) {
            backfills.request(tx, link.instance(), Account.idKey(link.accountId()));
            backfills.request(tx, link.instance(), Account.loginKey(link.login()));
            LOG.infof(
                    "linkId=%s instance=%s accountId=%s user=%s %s",
                    link.linkId(),
                    link.instance(),
                    link.accountId(),
                    link.user(),
                    link.unlinkedAt().isPresent() ? "unlinked" : "linked");
        }
    }
}

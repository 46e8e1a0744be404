package dev.millrace.sync.sync;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What others may do with a mirror. Everything is part of the caller's transaction and wakes the workers at its commit. */
@Singleton
public final class MirrorQueue {

    static final String WORK = "sync_work";

    private final MirrorStore mirrors;

    MirrorQueue(MirrorStore mirrors) {
        this.mirrors = mirrors;
    }

    /** Adds a mirror, or gives it this address and lets it run again if it was parked; a sync is due at once. */
    public void register(Transaction tx, NewMirror mirror, String reason) {
        mirrors.save(tx, mirror, reason);
        Signals.send(tx, WORK);
    }

    /**
     * Wishes for a sync. Any number of wishes before a pass begins make one pass; a wish during a pass makes one more. A
     * mirror that waits because its credentials were refused is tried again, one whose installation is gone is not.
     *
     * @param reason for people
     * @return whether there is such a mirror
     */
    public boolean request(Transaction tx, UUID repositoryId, String reason) {
        boolean found = mirrors.request(tx, repositoryId, reason);
        if (found) {
            Signals.send(tx, WORK);
        }
        return found;
    }

    /** Stops syncs until the mirror is registered again: its installation is suspended, removed or no longer lists it. */
    public void park(Transaction tx, UUID repositoryId) {
        mirrors.park(tx, repositoryId);
    }

    /** Forgets a mirror; the repository is not touched. */
    public void remove(Transaction tx, UUID repositoryId) {
        mirrors.remove(tx, repositoryId);
    }
}

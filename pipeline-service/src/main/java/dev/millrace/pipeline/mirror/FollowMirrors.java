package dev.millrace.pipeline.mirror;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;

/** Records which mirrors exist and how their upstreams are named, as events report it. */
@Singleton
public final class FollowMirrors {

    private final MirrorStore store;

    FollowMirrors(MirrorStore store) {
        this.store = store;
    }

    /** Applies an event of {@code forge.scm}, {@code git.updates} or {@code git.sync}; another has no effect. */
    public void apply(Transaction tx, Event event) {
        switch (event) {
            case RefsMoved moved -> store.note(tx, moved.repository(), moved.occurredAt());
            case SyncStarted started -> store.note(tx, started.repository(), started.occurredAt());
            case SyncSucceeded succeeded -> store.note(tx, succeeded.repository(), succeeded.occurredAt());
            case SyncFailed failed -> store.note(tx, failed.repository(), failed.occurredAt());
            case RefPushed pushed when pushed.reconciled() -> {
                // made from a sync: its names may be outdated
            }
            case RefPushed pushed -> store.note(tx, pushed.repository(), pushed.occurredAt());
            case RefAnnounced announced -> store.note(tx, announced.repository(), announced.occurredAt());
            case ChangeUpdated change -> store.note(tx, change.repository(), change.occurredAt());
            case RepositoryUpdated updated -> store.note(tx, updated.repository(), updated.occurredAt());
            case DeploymentStatusChanged status -> store.note(tx, status.repository(), status.occurredAt());
            default -> {
                // neither a mirror's state nor the name of a repository at the forge
            }
        }
    }
}

package dev.millrace.webhook.subscription;

import dev.millrace.events.Event;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Keeps the names of the repositories that webhooks are for, and deletes webhooks with their repository. */
@Singleton
public class FollowRepositories {

    private static final Logger LOG = Logger.getLogger(FollowRepositories.class);

    private final WebhookStore webhooks;

    FollowRepositories(WebhookStore webhooks) {
        this.webhooks = webhooks;
    }

    /** Applies an event of {@code git.updates} or {@code git.sync}. */
    public void apply(Transaction tx, Event event) {
        switch (event) {
            case RepositoryDeleted deleted -> delete(tx, deleted);
            case RefsMoved moved -> rename(tx, moved.repository(), event);
            case CommitsReached reached -> rename(tx, reached.repository(), event);
            case SyncStarted started -> rename(tx, started.repository(), event);
            case SyncSucceeded succeeded -> rename(tx, succeeded.repository(), event);
            case SyncFailed failed -> rename(tx, failed.repository(), event);
            default -> {
                // names no repository of ours
            }
        }
    }

    /** Forgets that repositories were deleted before a time: no event of them is late any more. */
    public void forgetDeletedBefore(Transaction tx, Instant time) {
        webhooks.removeDeletedBefore(tx, time);
    }

    private void rename(Transaction tx, MirroredRepository repository, Event event) {
        webhooks.rename(tx, repository.id(), repository.name(), event.occurredAt());
    }

    private void delete(Transaction tx, RepositoryDeleted event) {
        MirroredRepository repository = event.repository();
        webhooks.lockTeam(tx, repository.team());
        int deleted = webhooks.deleteOfRepository(tx, repository.id(), event.occurredAt());
        if (deleted > 0) {
            LOG.infof(
                    "webhooks deleted with their repository team=%s repositoryId=%s count=%d",
                    repository.team(), repository.id(), deleted);
        }
    }
}

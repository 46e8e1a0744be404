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

/**
 * Keeps which team has which repository and what it follows, and the names of those that webhooks are for; deletes webhooks
 * with their repository.
 */
@Singleton
public class FollowRepositories {

    private static final Logger LOG = Logger.getLogger(FollowRepositories.class);

    private final WebhookStore webhooks;
    private final RepositoryStore repositories;

    FollowRepositories(WebhookStore webhooks, RepositoryStore repositories) {
        this.webhooks = webhooks;
        this.repositories = repositories;
    }

    /** Applies an event of {@code git.updates} or {@code git.sync}. */
    public void apply(Transaction tx, Event event) {
        switch (event) {
            case RepositoryDeleted deleted -> delete(tx, deleted);
            case RefsMoved moved -> note(tx, moved.repository(), event);
            case CommitsReached reached -> note(tx, reached.repository(), event);
            case SyncStarted started -> note(tx, started.repository(), event);
            case SyncSucceeded succeeded -> note(tx, succeeded.repository(), event);
            case SyncFailed failed -> note(tx, failed.repository(), event);
            default -> {
                // names no repository of ours
            }
        }
    }

    /** Forgets that repositories were deleted before a time: no event of them is late any more. */
    public void forgetDeletedBefore(Transaction tx, Instant time) {
        webhooks.removeDeletedBefore(tx, time);
    }

    private void note(Transaction tx, MirroredRepository repository, Event event) {
        repositories.note(tx, repository, event.occurredAt());
        webhooks.rename(tx, repository.id(), repository.name(), event.occurredAt());
    }

    private void delete(Transaction tx, RepositoryDeleted event) {
        MirroredRepository repository = event.repository();
        webhooks.lockTeam(tx, repository.team());
        repositories.delete(tx, repository.id());
        int deleted = webhooks.deleteOfRepository(tx, repository.id(), event.occurredAt());
        if (deleted > 0) {
            LOG.infof(
                    "webhooks deleted with their repository team=%s repositoryId=%s count=%d",
                    repository.team(), repository.id(), deleted);
        }
    }
}

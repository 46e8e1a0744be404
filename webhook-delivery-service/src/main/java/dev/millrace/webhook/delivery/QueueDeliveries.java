package dev.millrace.webhook.delivery;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.webhook.subscription.Subscribers;
import dev.millrace.webhook.subscription.WebhookEvent;
import dev.millrace.webhook.subscription.Webhooks;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Adds the deliveries of an event: one for each webhook that subscribes to it and, of moved refs, for each ref. */
@Singleton
class QueueDeliveries {

    private static final String OTHER_NAMESPACES = "refs/namespaces/";

    private final Subscribers subscribers;
    private final DeliveryStore deliveries;
    private final SyncRunStore runs;
    private final Clock clock;

    QueueDeliveries(Subscribers subscribers, DeliveryStore deliveries, SyncRunStore runs, Clock clock) {
        this.subscribers = subscribers;
        this.deliveries = deliveries;
        this.runs = runs;
        this.clock = clock;
    }

    void apply(Transaction tx, Event event) {
        switch (event) {
            case RefsMoved moved -> queue(tx, event, moved.repository(), WebhookEvent.PUSH, pushes(moved));
            case SyncStarted started -> {
                SyncRun run = runs.start(tx, started.repository().id(), started.syncId(), started.occurredAt());
                queue(
                        tx,
                        event,
                        started.repository(),
                        WebhookEvent.SYNC_STARTED,
                        List.of(Payloads.syncStarted(started.repository(), run)));
            }
            case SyncSucceeded succeeded -> {
                SyncRun run =
                        runs.end(tx, succeeded.repository().id(), succeeded.syncId(), true, succeeded.occurredAt());
                queue(
                        tx,
                        event,
                        succeeded.repository(),
                        WebhookEvent.SYNC_SUCCEEDED,
                        List.of(Payloads.syncSucceeded(succeeded.repository(), run, succeeded.occurredAt())));
            }
            case SyncFailed failed -> {
                SyncRun run = runs.end(tx, failed.repository().id(), failed.syncId(), false, failed.occurredAt());
                queue(
                        tx,
                        event,
                        failed.repository(),
                        WebhookEvent.SYNC_FAILED,
                        List.of(Payloads.syncFailed(failed.repository(), run, failed.occurredAt(), failed.reason())));
            }
            case RepositoryDeleted deleted ->
                runs.delete(tx, deleted.repository().id());
            default -> {
                // webhooks cannot subscribe to it
            }
        }
    }

    /** Branches, tags and other refs of the repository itself; neither HEAD nor refs of another namespace. */
    private static List<String> pushes(RefsMoved moved) {
        return moved.moves().stream()
                .filter(move -> move.ref().startsWith("refs/") && !move.ref().startsWith(OTHER_NAMESPACES))
                .map(move -> Payloads.push(moved.repository(), move, moved.occurredAt()))
                .toList();
    }

    private void queue(
            Transaction tx, Event cause, MirroredRepository repository, WebhookEvent event, List<String> payloads) {
        if (payloads.isEmpty()) {
            return;
        }
        List<UUID> subscribed = subscribers.list(tx, repository.team(), repository.id(), event);
        for (UUID webhook : subscribed) {
            List<NewDelivery> all = new ArrayList<>();
            for (int i = 0; i < payloads.size(); i++) {
                all.add(new NewDelivery(
                        EventIds.of("webhook.delivery", webhook, cause.eventId(), i),
                        webhook,
                        repository.id(),
                        Optional.of(repository.id()),
                        event.wireName(),
                        payloads.get(i),
                        Optional.empty(),
                        false,
                        clock.instant()));
            }
            deliveries.add(tx, all);
        }
        if (!subscribed.isEmpty()) {
            Signals.send(tx, Webhooks.WORK);
        }
    }
}

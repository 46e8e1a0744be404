package dev.millrace.webhook.delivery;

import dev.millrace.events.Event;
import dev.millrace.events.EventEnvelope;
import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.pipeline.Build;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.webhook.cdevents.CdEvent;
import dev.millrace.webhook.cdevents.ProjectEvent;
import dev.millrace.webhook.cdevents.Projection.NotProjected;
import dev.millrace.webhook.cdevents.Projection.Projected;
import dev.millrace.webhook.subscription.Subscribers;
import dev.millrace.webhook.subscription.Subscribers.Subscriber;
import dev.millrace.webhook.subscription.Webhooks;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the CDEvent of an event to the outbox, for the topic {@code cdevents}, and adds a delivery for each webhook that
 * subscribes to it. All of it is in the transaction of the inbox, under ids that are derived from the event.
 */
@Singleton
class QueueCdEvents {

    private final ProjectEvent projectEvent;
    private final Subscribers subscribers;
    private final DeliveryStore deliveries;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Clock clock;

    QueueCdEvents(
            ProjectEvent projectEvent,
            Subscribers subscribers,
            DeliveryStore deliveries,
            Inbox inbox,
            Outbox outbox,
            Clock clock) {
        this.projectEvent = projectEvent;
        this.subscribers = subscribers;
        this.deliveries = deliveries;
        this.inbox = inbox;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Applies an event of a record that the inbox had not seen. */
    void apply(Transaction tx, Event event, RecordOrigin origin) {
        if (!isWanted(tx, event, origin)) {
            return;
        }
        switch (projectEvent.handle(event)) {
            case Projected(CdEvent projected) -> {
                publish(tx, event, projected, origin);
                send(tx, event, projected, origin);
            }
            case NotProjected nothing -> {
                // of no interest to readers of CDEvents
            }
        }
    }

    /** A replay's record has an id of its own. It adds what was missing; what was sent before, only when it is forced. */
    private boolean isWanted(Transaction tx, Event event, RecordOrigin origin) {
        if (origin.replay().isEmpty()) {
            return true;
        }
        boolean missing = inbox.isNew(tx, origin.topic(), event.eventId());
        return missing || origin.replay().get().forced();
    }

    private void publish(Transaction tx, Event event, CdEvent projected, RecordOrigin origin) {
        var envelope = new EventEnvelope(
                projected.type().versionedName(),
                projected.id(),
                projected.source(),
                projected.subjectId(),
                projected.timestamp(),
                Topic.CDEVENTS,
                event.key(),
                "application/json",
                origin.extensions());
        outbox.add(tx, EventCodec.write(envelope, projected.json().getBytes(StandardCharsets.UTF_8)));
    }

    private void send(Transaction tx, Event event, CdEvent projected, RecordOrigin origin) {
        List<Subscriber> subscribed = subscribed(tx, event, projected, origin);
        if (subscribed.isEmpty()) {
            return;
        }
        String payload = projected.cloudEventJson();
        for (Subscriber subscriber : subscribed) {
            deliveries.add(tx, List.of(delivery(event, projected, origin, subscriber, payload)));
        }
        Signals.send(tx, Webhooks.WORK);
    }

    private List<Subscriber> subscribed(Transaction tx, Event event, CdEvent projected, RecordOrigin origin) {
        Optional<Build> build = build(event);
        if (build.isPresent()) {
            return subscribers.list(tx, build.get().team(), build.get().repositoryId(), projected.type());
        }
        // what a team's own forge reports is the team's claim, and concerns no other
        return origin.team()
                .map(team -> subscribers.ofTeam(tx, team, projected.type()))
                .orElseGet(() -> subscribers.ofUpstream(tx, event.key(), projected.type()));
    }

    private static Optional<Build> build(Event event) {
        return switch (event) {
            case BuildQueued queued -> Optional.of(queued.build());
            case BuildStarted started -> Optional.of(started.build());
            case BuildFinished finished -> Optional.of(finished.build());
            case JobStarted started -> Optional.of(started.build());
            case JobFinished finished -> Optional.of(finished.build());
            default -> Optional.empty();
        };
    }

    private NewDelivery delivery(
            Event event, CdEvent projected, RecordOrigin origin, Subscriber subscriber, String payload) {
        UUID first = EventIds.of("webhook.delivery", subscriber.webhookId(), event.eventId(), 0);
        Optional<Replay> forced = origin.replay().filter(Replay::forced);
        return new NewDelivery(
                forced.map(replay -> EventIds.of("webhook.delivery", subscriber.webhookId(), replay.recordId(), 0))
                        .orElse(first),
                subscriber.webhookId(),
                subscriber.repositoryId().orElseGet(() -> EventIds.of("cdevents.lane", event.key())),
                subscriber.repositoryId(),
                projected.type().versionedName(),
                payload,
                forced.map(replay -> first),
                false,
                clock.instant());
    }
}

package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.pipeline.trigger.CheckRequest.Origin;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Consumes what GitHub reports of checks and merge queues: requests of its users, and commits that want checks. */
@ApplicationScoped
class CheckConsumer {

    private static final Logger LOG = Logger.getLogger(CheckConsumer.class);
    /** In the inbox: a request has one effect, replays that are not forced included. */
    private static final String REQUESTS = "forge.check requests";

    private final EventIntake intake;
    private final Inbox inbox;
    private final OwnApps ownApps;
    private final ForgeConnections connections;
    private final RunChecksAgain runAgain;
    private final ButtonStore buttons;
    private final AddTrigger addTrigger;
    private final EndMergeGroup endMergeGroup;
    private final Clock clock;

    CheckConsumer(
            EventIntake intake,
            Inbox inbox,
            OwnApps ownApps,
            ForgeConnections connections,
            RunChecksAgain runAgain,
            ButtonStore buttons,
            AddTrigger addTrigger,
            EndMergeGroup endMergeGroup,
            Clock clock) {
        this.intake = intake;
        this.inbox = inbox;
        this.ownApps = ownApps;
        this.connections = connections;
        this.runAgain = runAgain;
        this.buttons = buttons;
        this.addTrigger = addTrigger;
        this.endMergeGroup = endMergeGroup;
        this.clock = clock;
    }

    @Incoming("forge-check")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        Optional<UUID> again = Replay.of(record).filter(Replay::forced).map(Replay::recordId);
        intake.take(record, (tx, event) -> apply(tx, event, again));
    }

    /** @param again id of another request for the same event; without one, a replay repeats nothing */
    private void apply(Transaction tx, Event event, Optional<UUID> again) {
        switch (event) {
            case MergeGroupChanged group
            when group.action() == MergeGroupChanged.Action.DESTROYED -> endMergeGroup.handle(tx, group);
            case MergeGroupChanged group -> start(tx, group, group.occurredAt(), again);
            case CheckSuiteChanged suite
            when suite.action() == CheckSuiteChanged.Action.REQUESTED -> {
                if (ownApps.have(suite.repository().instance(), suite.appId())) {
                    start(tx, suite, suite.occurredAt(), again);
                }
            }
            default -> CheckRequest.in(event).ifPresent(request -> answer(tx, request, again));
        }
    }

    private void start(Transaction tx, Event event, Instant requestedAt, Optional<UUID> again) {
        if (again.isEmpty() && RequestAge.isOver(requestedAt, clock.instant())) {
            LOG.infof("too old to start something: eventId=%s requestedAt=%s", event.eventId(), requestedAt);
            return;
        }
        RecognizeTrigger.in(event, clock.instant(), false)
                .map(trigger -> again.map(trigger::again).orElse(trigger))
                .filter(trigger -> !connections.isOtherForge(trigger.instance()))
                .ifPresent(trigger -> {
                    boolean added = event instanceof CheckSuiteChanged
                            ? addTrigger.ofSuite(tx, trigger, again.isPresent())
                            : addTrigger.ofEvent(tx, trigger, again.isPresent());
                    if (added) {
                        Signals.send(tx, TriggerWorker.SIGNAL);
                    }
                });
    }

    private void answer(Transaction tx, CheckRequest request, Optional<UUID> again) {
        Origin origin = request.origin();
        if (!ownApps.have(origin.repository().instance(), origin.appId())) {
            return;
        }
        if (again.isEmpty()
                && (!inbox.isNew(tx, REQUESTS, origin.eventId())
                        || RequestAge.isOver(origin.requestedAt(), clock.instant()))) {
            LOG.infof("repeated, or too old: eventId=%s requestedAt=%s", origin.eventId(), origin.requestedAt());
            return;
        }
        switch (request) {
            case CheckRequest.RunAgain run -> runAgain.run(tx, run);
            case CheckRequest.SuiteAgain suite -> runAgain.suite(tx, suite);
            case CheckRequest.UseButton use -> note(tx, use, again);
        }
    }

    private void note(Transaction tx, CheckRequest.UseButton use, Optional<UUID> again) {
        Instant now = clock.instant();
        Origin origin = use.origin();
        if (origin.installationId().isEmpty()) {
            LOG.infof("a button without an installation is not used: eventId=%s", origin.eventId());
            return;
        }
        buttons.add(
                tx,
                new ButtonUse(
                        again.orElse(origin.eventId()),
                        origin.repository().instance(),
                        origin.installationId().get(),
                        origin.repository().fullName(),
                        origin.repository().id(),
                        use.buildId(),
                        use.button(),
                        origin.login(),
                        // a forced replay counts from now
                        again.isPresent() ? now : origin.requestedAt(),
                        0),
                now);
        Signals.send(tx, ButtonWorker.SIGNAL);
    }
}

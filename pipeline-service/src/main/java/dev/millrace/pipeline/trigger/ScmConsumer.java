package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.EventReport;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.mirror.FollowMirrors;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes the forge's events; one that may start a build becomes a row, and nothing more is done here. */
@ApplicationScoped
class ScmConsumer {

    private final EventIntake intake;
    private final AddTrigger addTrigger;
    private final TriggerStore triggers;
    private final FollowMirrors followMirrors;
    private final ReviewListener reviews;
    private final Builds builds;
    private final Checks checks;
    private final PipelineConfig config;
    private final ForgeConnections connections;
    private final Clock clock;

    ScmConsumer(
            EventIntake intake,
            AddTrigger addTrigger,
            TriggerStore triggers,
            FollowMirrors followMirrors,
            ReviewListener reviews,
            Builds builds,
            Checks checks,
            PipelineConfig config,
            ForgeConnections connections,
            Clock clock) {
        this.intake = intake;
        this.addTrigger = addTrigger;
        this.triggers = triggers;
        this.followMirrors = followMirrors;
        this.reviews = reviews;
        this.builds = builds;
        this.checks = checks;
        this.config = config;
        this.connections = connections;
        this.clock = clock;
    }

    @Incoming("forge-scm")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        Optional<UUID> again = Replay.of(record).filter(Replay::forced).map(Replay::recordId);
        intake.take(record, (tx, event) -> apply(tx, event, again));
    }

    /** @param again id of another trigger for the same event; without one, a replay starts only what was not started */
    private void apply(Transaction tx, Event event, Optional<UUID> again) {
        if (EventReport.of(event).isPresent()) {
            return; // what a team states starts nothing: the forge itself reports what does
        }
        followMirrors.apply(tx, event);
        if (event instanceof ChangeReviewed review) {
            reviews.reviewed(tx, review);
        }
        RecognizeTrigger.in(event, clock.instant(), config.trigger().runForks())
                .map(trigger -> again.map(trigger::again).orElse(trigger))
                // the origin 'github' of a trigger string means every GitHub that is connected
                .filter(trigger -> !connections.isOtherForge(trigger.instance()))
                .ifPresent(trigger -> {
                    if (addTrigger.ofEvent(tx, trigger, again.isPresent())
                            && trigger.isHead()
                            && !triggers.isSuperseded(tx, trigger)) {
                        supersede(tx, trigger);
                    }
                    Signals.send(tx, TriggerWorker.SIGNAL);
                });
    }

    private void supersede(Transaction tx, TriggerRow trigger) {
        trigger.changeNumber()
                .map(number ->
                        builds.superseded(tx, trigger.instance(), trigger.forgeRepositoryId(), number, trigger.sha()))
                .ifPresent(older -> checks.stopProgress(tx, older));
    }
}

package dev.millrace.pipeline.trigger;

import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Signals;
import dev.millrace.pipeline.PipelineConfig;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes in what happens at the forge; what may start a build becomes a row, and nothing more is done here. */
@ApplicationScoped
class ScmConsumer {

    private final EventIntake intake;
    private final TriggerStore triggers;
    private final PipelineConfig config;
    private final String instance;
    private final Clock clock;

    ScmConsumer(
            EventIntake intake,
            TriggerStore triggers,
            PipelineConfig config,
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String instance,
            Clock clock) {
        this.intake = intake;
        this.triggers = triggers;
        this.config = config;
        this.instance = instance;
        this.clock = clock;
    }

    @Incoming("forge-scm")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(
                record,
                (tx, event) -> RecognizeTrigger.in(
                                event, clock.instant(), config.trigger().runForks())
                        // the origin 'github' of a trigger string means the one GitHub that our App lives on
                        .filter(trigger -> trigger.instance().equals(instance))
                        .ifPresent(trigger -> {
                            triggers.add(tx, trigger);
                            Signals.send(tx, TriggerWorker.SIGNAL);
                        }));
    }
}

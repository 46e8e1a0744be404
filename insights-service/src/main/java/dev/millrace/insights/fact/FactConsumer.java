package dev.millrace.insights.fact;

import dev.millrace.kit.consume.EventIntake;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes the topics that facts are made from. */
@ApplicationScoped
class FactConsumer {

    private final EventIntake intake;
    private final RecordFacts facts;

    FactConsumer(EventIntake intake, RecordFacts facts) {
        this.intake = intake;
        this.facts = facts;
    }

    @Incoming("forge-scm")
    @Blocking
    void onForge(ConsumerRecord<String, byte[]> record) {
        intake.take(record, facts::record);
    }

    @Incoming("git-updates")
    @Blocking
    void onUpdates(ConsumerRecord<String, byte[]> record) {
        intake.take(record, facts::record);
    }

    @Incoming("git-sync")
    @Blocking
    void onSync(ConsumerRecord<String, byte[]> record) {
        intake.take(record, facts::record);
    }

    @Incoming("pipeline-run")
    @Blocking
    void onRun(ConsumerRecord<String, byte[]> record) {
        intake.take(record, facts::record);
    }
}

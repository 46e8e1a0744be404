package dev.millrace.insights.fact;

import dev.millrace.insights.person.RecordContributions;
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
    private final RecordContributions contributions;

    FactConsumer(EventIntake intake, RecordFacts facts, RecordContributions contributions) {
        this.intake = intake;
        this.facts = facts;
        this.contributions = contributions;
    }

    @Incoming("forge-scm")
    @Blocking
    void onForge(ConsumerRecord<String, byte[]> record) {
        intake.take(record, (tx, event) -> {
            facts.record(tx, event);
            contributions.record(tx, event);
        });
    }

    @Incoming("forge-check")
    @Blocking
    void onCheck(ConsumerRecord<String, byte[]> record) {
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

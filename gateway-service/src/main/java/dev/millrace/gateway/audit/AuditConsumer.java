package dev.millrace.gateway.audit;

import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.consume.EventIntake;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads {@code platform.audit}: what other services were made to do. */
@ApplicationScoped
class AuditConsumer {

    private final EventIntake intake;
    private final AuditLog log;

    AuditConsumer(EventIntake intake, AuditLog log) {
        this.intake = intake;
        this.log = log;
    }

    @Incoming("platform-audit")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(record, (tx, event) -> {
            if (event instanceof ActionAudited audited) {
                log.take(tx, audited);
            }
        });
    }
}

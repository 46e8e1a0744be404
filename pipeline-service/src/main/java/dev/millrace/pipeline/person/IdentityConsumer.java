package dev.millrace.pipeline.person;

import dev.millrace.events.access.IdentityChanged;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.consume.EventIntake.EventEffect;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code access.identities}, a compacted topic: each record is the state of a link. */
@ApplicationScoped
class IdentityConsumer {

    private final EventIntake intake;
    private final LinkedAccounts accounts;

    IdentityConsumer(EventIntake intake, LinkedAccounts accounts) {
        this.intake = intake;
        this.accounts = accounts;
    }

    @Incoming("access-identities")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.takeState(record, EventEffect.of(IdentityChanged.class, accounts::changed));
    }
}

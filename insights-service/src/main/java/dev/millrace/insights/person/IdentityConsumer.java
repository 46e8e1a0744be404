package dev.millrace.insights.person;

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
    private final FollowIdentities followIdentities;

    IdentityConsumer(EventIntake intake, FollowIdentities followIdentities) {
        this.intake = intake;
        this.followIdentities = followIdentities;
    }

    @Incoming("access-identities")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.takeState(record, EventEffect.of(IdentityChanged.class, followIdentities::changed));
    }
}

package dev.millrace.githttp.installation;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.forge.TokenSignals;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.consume.EventIntake.EventEffect;
import dev.millrace.kit.database.Transaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code access.installations}, a compacted topic: each record is the state of an installation. */
@ApplicationScoped
class InstallationsConsumer {

    private final EventIntake intake;
    private final InstallationStore installations;

    InstallationsConsumer(EventIntake intake, InstallationStore installations) {
        this.intake = intake;
        this.installations = installations;
    }

    @Incoming("access-installations")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.takeState(record, EventEffect.of(InstallationLinked.class, this::save));
    }

    private void save(Transaction tx, InstallationLinked link) {
        installations.save(tx, link);
        if (link.state() != InstallationLinked.State.ACTIVE) {
            TokenSignals.send(tx);
        }
    }
}

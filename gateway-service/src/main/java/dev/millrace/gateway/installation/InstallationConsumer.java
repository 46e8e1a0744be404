package dev.millrace.gateway.installation;

import dev.millrace.events.Event;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Transaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads {@code forge.installation}. */
@ApplicationScoped
class InstallationConsumer {

    private final EventIntake intake;
    private final Installations installations;

    InstallationConsumer(EventIntake intake, Installations installations) {
        this.intake = intake;
        this.installations = installations;
    }

    @Incoming("forge-installation")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::apply);
    }

    private void apply(Transaction tx, Event event) {
        switch (event) {
            case InstallationChanged changed -> installations.take(tx, changed);
            case InstallationRepositoriesChanged changed -> installations.take(tx, changed);
            case AccessChanged changed -> installations.take(tx, changed);
            default -> {
                // authorizations and hooks are not about installations
            }
        }
    }
}

package dev.millrace.sync.upstream;

import dev.millrace.events.Event;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.database.Transaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code forge.installation}. */
@ApplicationScoped
class ForgeInstallationConsumer {

    private final EventIntake intake;
    private final FollowInstallation followInstallation;

    ForgeInstallationConsumer(EventIntake intake, FollowInstallation followInstallation) {
        this.intake = intake;
        this.followInstallation = followInstallation;
    }

    @Incoming("forge-installation")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        boolean onlyIfUnknown = Replay.onlyRepairs(record);
        intake.take(record, (tx, event) -> apply(tx, event, onlyIfUnknown));
    }

    private void apply(Transaction tx, Event event, boolean onlyIfUnknown) {
        switch (event) {
            case InstallationChanged changed -> followInstallation.changed(tx, changed, onlyIfUnknown);
            case InstallationRepositoriesChanged changed ->
                followInstallation.repositoriesChanged(tx, changed, onlyIfUnknown);
            default -> {
                // nothing else on this topic is about repositories
            }
        }
    }
}

package dev.millrace.pipeline.check;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.forge.TokenSignals;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Signals;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Records which installations may be used; when one may be used again, its parked check runs are published. */
@ApplicationScoped
class InstallationConsumer {

    private final EventIntake intake;
    private final InstallationStore installations;
    private final CheckStore checks;
    private final StatusCheckStore statuses;

    InstallationConsumer(
            EventIntake intake, InstallationStore installations, CheckStore checks, StatusCheckStore statuses) {
        this.intake = intake;
        this.installations = installations;
        this.checks = checks;
        this.statuses = statuses;
    }

    @Incoming("access-installations")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.takeState(record, (tx, event) -> {
            if (event instanceof InstallationLinked linked) {
                installations.note(tx, linked);
                if (linked.state() == InstallationLinked.State.ACTIVE) {
                    var lane = new CheckRow.Lane(linked.instance(), linked.installationId());
                    checks.unpark(tx, lane);
                    statuses.tryChecks(tx, lane);
                    Signals.send(tx, Checks.SIGNAL);
                } else {
                    TokenSignals.send(tx);
                }
            }
        });
    }
}

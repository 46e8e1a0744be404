package dev.millrace.gateway.installation;

import dev.millrace.events.Event;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.AuthorizationRevoked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.SecretMatched;
import dev.millrace.gateway.authorization.UserTokens;
import dev.millrace.gateway.connection.SecretMatches;
import dev.millrace.gateway.repository.RequestChecks;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.consume.Replay;
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
    private final UserTokens userTokens;
    private final SecretMatches secretMatches;
    private final RequestChecks readerChecks;

    InstallationConsumer(
            EventIntake intake,
            Installations installations,
            UserTokens userTokens,
            SecretMatches secretMatches,
            RequestChecks readerChecks) {
        this.intake = intake;
        this.installations = installations;
        this.userTokens = userTokens;
        this.secretMatches = secretMatches;
        this.readerChecks = readerChecks;
    }

    @Incoming("forge-installation")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        boolean onlyIfUnknown = Replay.onlyRepairs(record);
        intake.take(record, (tx, event) -> apply(tx, event, onlyIfUnknown));
    }

    /** @param onlyIfUnknown whether the event may be older than what is known, so that it must not change it */
    private void apply(Transaction tx, Event event, boolean onlyIfUnknown) {
        switch (event) {
            case InstallationChanged changed -> installations.take(tx, changed, onlyIfUnknown);
            case InstallationRepositoriesChanged changed
            when !onlyIfUnknown -> {
                installations.take(tx, changed);
                readerChecks.take(tx, changed);
            }
            case AccessChanged changed
            when !onlyIfUnknown -> {
                installations.take(tx, changed);
                readerChecks.take(tx, changed);
            }
            // also from a replay: only what was granted before it ends
            case AuthorizationRevoked revoked ->
                userTokens.revoke(tx, revoked.instance(), revoked.account().id(), revoked.occurredAt());
            // also from a replay: only a later time counts
            case SecretMatched matched -> secretMatches.take(tx, matched);
            default -> {
                // hooks are not about installations
            }
        }
    }
}

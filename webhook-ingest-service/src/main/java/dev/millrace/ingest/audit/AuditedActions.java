package dev.millrace.ingest.audit;

import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Reports what an administrator had this service do. */
@ApplicationScoped
public class AuditedActions {

    private static final String SERVICE = "ingest";

    private final Outbox outbox;
    private final Clock clock;

    AuditedActions(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Reports an action, in the transaction of its effect.
     *
     * @param action noun and verb in the past tense, for example {@code replay.requested}
     * @param target what it was done to
     */
    public void add(
            Transaction tx,
            ActingAdministrator administrator,
            String action,
            String target,
            Optional<String> before,
            Optional<String> after) {
        outbox.add(
                tx,
                new ActionAudited(
                        UUID.randomUUID(),
                        SERVICE,
                        administrator.name(),
                        administrator.user(),
                        Optional.empty(),
                        action,
                        target,
                        before,
                        after,
                        clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }
}

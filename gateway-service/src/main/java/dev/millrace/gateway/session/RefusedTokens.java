package dev.millrace.gateway.session;

import dev.millrace.gateway.audit.Actor;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Records sign-ins with a token that is not valid. Anyone can send those, and the audit log keeps everything, so each gateway adds one
 * entry in a minute; the next one states how many had none. The token itself is in neither.
 */
@ApplicationScoped
public class RefusedTokens {

    static final Duration BETWEEN = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(RefusedTokens.class);

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;

    private Instant nextAt = Instant.MIN;
    private long unrecorded;

    RefusedTokens(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Records one.
     *
     * @param sender IP address of the client, as far as the gateway knows it
     */
    public void record(String sender) {
        due().ifPresent(others -> {
            LOG.infof("sender=%s sign-in with a token refused, and %d before without an entry", sender, others);
            String reason = others == 0 ? "token_rejected" : "token_rejected, and %d before".formatted(others);
            database.useTransaction(tx -> audit.add(
                    tx,
                    new Actor(Optional.empty(), sender),
                    Optional.empty(),
                    Change.added("session.refused", "token", reason)));
        });
    }

    /** How many had no entry, if one is due now; empty if this one is counted only. */
    synchronized Optional<Long> due() {
        Instant now = clock.instant();
        if (now.isBefore(nextAt)) {
            unrecorded++;
            return Optional.empty();
        }
        long others = unrecorded;
        unrecorded = 0;
        nextAt = now.plus(BETWEEN);
        return Optional.of(others);
    }
}

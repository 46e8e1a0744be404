package dev.millrace.ingest.hook;

import dev.millrace.events.EventIds;
import dev.millrace.events.forge.SecretMatched;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each secret last matched, which the gateway learns from an event: it removes an old one when the forge does not sign with
 * it any more.
 */
@ApplicationScoped
public class HookSecrets {

    private static final Duration MATCH_GRAIN = Duration.ofMinutes(1);
    /** From one report of a secret to the next, over all instances. */
    private static final Duration REPORT_GRAIN = Duration.ofMinutes(15);

    private final HookSecretStore store;
    private final Outbox outbox;
    private final Map<UUID, Instant> matchedAt = new ConcurrentHashMap<>();

    HookSecrets(HookSecretStore store, Outbox outbox) {
        this.store = store;
        this.outbox = outbox;
    }

    /** Records, to the minute and in the caller's transaction, that a secret has matched. */
    public void matched(Transaction tx, HookSecret secret, Instant at) {
        Instant noted = matchedAt.get(secret.id());
        if (noted == null || noted.plus(MATCH_GRAIN).isBefore(at)) {
            matchedAt.put(secret.id(), at);
            if (store.matched(tx, secret, at, REPORT_GRAIN)) {
                report(tx, secret, at.truncatedTo(ChronoUnit.MICROS));
            }
        }
    }

    private void report(Transaction tx, HookSecret secret, Instant at) {
        outbox.add(
                tx, new SecretMatched(EventIds.of("secret", secret.id(), at), secret.connectionId(), secret.id(), at));
    }
}

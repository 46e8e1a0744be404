package dev.millrace.ingest.hook;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** When each secret last matched: an old one may be removed when it has not for as long as the forge delivers again. */
@ApplicationScoped
public class HookSecrets {

    private static final Duration MATCH_GRAIN = Duration.ofMinutes(1);

    private final HookSecretStore store;
    private final Map<UUID, Instant> matchedAt = new ConcurrentHashMap<>();

    HookSecrets(HookSecretStore store) {
        this.store = store;
    }

    /** Records, to the minute and in the caller's transaction, that a secret has matched. */
    public void matched(Transaction tx, HookSecret secret, Instant at) {
        Instant noted = matchedAt.get(secret.id());
        if (noted == null || noted.plus(MATCH_GRAIN).isBefore(at)) {
            matchedAt.put(secret.id(), at);
            store.matched(tx, secret, at);
        }
    }
}

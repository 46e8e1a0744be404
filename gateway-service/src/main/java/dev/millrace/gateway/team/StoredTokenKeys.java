package dev.millrace.gateway.team;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.TokenKeys;
import dev.millrace.kit.identity.key.PublicKeys;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The keys that verify the tokens of callers of the gateway's own API: its tables, which need no Kafka, and in which a change
 * has its effect at once.
 */
@Singleton
class StoredTokenKeys implements TokenKeys {

    private final Database database;
    private final AccessKeyStore store;
    private final AtomicLong asked = new AtomicLong();

    StoredTokenKeys(Database database, AccessKeyStore store) {
        this.database = database;
        this.store = store;
    }

    @Override
    public List<Candidate> candidates(String team, Optional<String> keyIdHint) {
        return database.inTransaction(tx -> store.listForTokens(tx, team)).stream()
                .sorted(Comparator.comparing((AccessKey key) -> !keyIdHint.equals(Optional.of(key.id())))
                        .thenComparing(key -> key.team().isEmpty()))
                .map(key -> new Candidate(
                        PublicKeys.read(key.publicKeyPem()), key.team().isEmpty()))
                .toList();
    }

    /** Another one each time: no result is remembered. */
    @Override
    public long version() {
        return asked.incrementAndGet();
    }
}

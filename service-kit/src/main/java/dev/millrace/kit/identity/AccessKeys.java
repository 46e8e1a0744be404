package dev.millrace.kit.identity;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The public keys that verify tokens, as far as this instance knows them. Safe to share between threads. */
public final class AccessKeys {

    private final Map<String, Entry> byId = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /** Adds a key, or replaces it. */
    public void put(String keyId, Optional<String> team, PublicKey key) {
        byId.put(keyId, new Entry(team, key));
        version.incrementAndGet();
    }

    /** Removes a key: from now on nothing it signed is accepted. */
    public void remove(String keyId) {
        byId.remove(keyId);
        version.incrementAndGet();
    }

    /** Increases with every change; what was verified under an older version must be verified again. */
    long version() {
        return version.get();
    }

    /** Keys that may sign for the team: the hinted key first, then the team's, then the platform's. */
    List<PublicKey> candidates(String team, Optional<String> keyIdHint) {
        List<PublicKey> found = new ArrayList<>();
        keyIdHint
                .map(byId::get)
                .filter(entry -> entry.team().isEmpty() || entry.team().get().equals(team))
                .ifPresent(entry -> found.add(entry.key()));
        byId.values().stream()
                .filter(entry -> entry.team().filter(team::equals).isPresent())
                .map(Entry::key)
                .filter(key -> !found.contains(key))
                .forEach(found::add);
        byId.values().stream()
                .filter(entry -> entry.team().isEmpty())
                .map(Entry::key)
                .filter(key -> !found.contains(key))
                .forEach(found::add);
        return found;
    }

    private record Entry(Optional<String> team, PublicKey key) {}
}

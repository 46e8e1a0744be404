package dev.millrace.kit.identity;

import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The public keys that verify tokens, as far as this instance knows them. Safe to share between threads. */
public final class AccessKeys implements TokenKeys {

    /** More keys than a team may register: however many records there are, one token costs a bounded number of attempts. */
    private static final int MOST_TRIED = 64;

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

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public List<Candidate> candidates(String team, Optional<String> keyIdHint) {
        Set<Candidate> found = new LinkedHashSet<>();
        keyIdHint
                .map(byId::get)
                .filter(entry -> entry.team().isEmpty() || entry.team().get().equals(team))
                .ifPresent(entry -> found.add(entry.candidate()));
        byId.values().stream()
                .filter(entry -> entry.team().filter(team::equals).isPresent())
                .limit(MOST_TRIED)
                .forEach(entry -> found.add(entry.candidate()));
        byId.values().stream().filter(entry -> entry.team().isEmpty()).forEach(entry -> found.add(entry.candidate()));
        return List.copyOf(found);
    }

    private record Entry(Optional<String> team, PublicKey key) {

        Candidate candidate() {
            return new Candidate(key, team.isEmpty());
        }
    }
}

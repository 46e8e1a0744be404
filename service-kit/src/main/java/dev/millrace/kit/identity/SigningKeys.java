package dev.millrace.kit.identity;

import dev.millrace.events.access.SigningKeyChanged.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys with which teams sign commits and pushes, as far as this instance knows them. None of them verifies a token. Safe
 * to share between threads.
 */
public final class SigningKeys {

    private final Map<String, SigningKey> byId = new ConcurrentHashMap<>();

    /** Adds a key, or replaces it. */
    public void put(SigningKey key) {
        byId.put(key.id(), key);
    }

    /** Removes a key: from now on nothing it signed is accepted. */
    public void remove(String keyId) {
        byId.remove(keyId);
    }

    /** Keys of a team, in no particular order. */
    public List<SigningKey> of(String team) {
        return byId.values().stream().filter(key -> key.team().equals(team)).toList();
    }

    /**
     * One key.
     *
     * @param id unique
     * @param team slug
     * @param kind how it signs
     * @param publicKey as registered: one line of {@code authorized_keys}, or an armored OpenPGP block
     */
    public record SigningKey(String id, String team, Kind kind, String publicKey) {}
}

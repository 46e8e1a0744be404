package dev.millrace.kit.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Cache of callers whose tokens were verified, by the SHA-256 of the token: the token itself is not kept. Callers may send
 * tokens with any content, so the cache is bounded by the memory of its entries, not by their number. Safe to share between
 * threads.
 */
final class RememberedTokens {

    /** Objects, hash and cache entry without any text, estimated generously. */
    private static final int ENTRY_BYTES = 640;

    private static final int POLICY_BYTES = 160;
    private static final int OPERATION_BYTES = 56;

    private final Cache<String, Entry> byHash;

    /** @param mostBytes estimated heap of all entries together */
    RememberedTokens(long mostBytes) {
        this.byHash = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String hash, Entry entry) -> weight(entry.caller()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * A verified caller.
     *
     * @param keysVersion of {@link AccessKeys} with which the token was verified
     */
    record Entry(long keysVersion, Caller caller) {}

    @Nullable
    Entry find(String token) {
        return byHash.getIfPresent(hash(token));
    }

    void keep(String token, Entry entry) {
        byHash.put(hash(token), entry);
    }

    /** Estimated heap of all entries, in bytes. */
    long bytes() {
        byHash.cleanUp();
        return byHash.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static int weight(Caller caller) {
        int bytes = ENTRY_BYTES
                + text(caller.team())
                + text(caller.subject())
                + text(caller.repository().orElse(""));
        for (RefPolicy policy : caller.refPolicies()) {
            bytes += POLICY_BYTES + text(policy.pattern());
            for (String operation : policy.operations()) {
                bytes += OPERATION_BYTES + text(operation);
            }
        }
        return bytes;
    }

    private static int text(String text) {
        return 2 * text.length();
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

package dev.millrace.forge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import java.net.URI;
import java.util.Optional;

/**
 * Responses to GETs with their {@code ETag}. None is used without asking GitHub whether it is still current, which is free:
 * a 304 does not count against the hourly quota. Bounded by bytes; the least useful ones are dropped. Safe to share between
 * threads.
 */
final class CachedResponses {

    /** A list of 100 installations has some 200 KiB. */
    static final long MOST_BYTES = 16L << 20;

    /** Heap of an entry beyond its texts, roughly. */
    private static final int OVERHEAD = 300;

    private final Cache<Key, Cached> responses;

    /** @param mostBytes of all responses together */
    CachedResponses(long mostBytes) {
        Weigher<Key, Cached> weigher = (key, cached) -> Math.toIntExact(
                Math.min(Integer.MAX_VALUE, OVERHEAD + (long) cached.body().length + 2L * cached.textLength(key)));
        responses = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher(weigher)
                .executor(Runnable::run)
                .build();
    }

    /** @param caller whose response it is: another may not see the same */
    record Key(CallIdentity caller, URI address) {}

    /**
     * A response.
     *
     * @param etag as GitHub sent it
     * @param next address of the next page
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Cached(String etag, byte[] body, Optional<String> next) {

        private int textLength(Key key) {
            return etag.length()
                    + key.address().toString().length()
                    + next.map(String::length).orElse(0);
        }
    }

    Optional<Cached> find(Key key) {
        return Optional.ofNullable(responses.getIfPresent(key));
    }

    void put(Key key, Cached response) {
        responses.put(key, response);
    }

    /** Bytes in use, about. */
    long bytes() {
        responses.cleanUp();
        return responses
                .policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }
}

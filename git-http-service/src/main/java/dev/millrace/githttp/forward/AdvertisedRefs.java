package dev.millrace.githttp.forward;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.upstream.UpstreamAccess;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Cache of upstream refs just advertised to clients that are about to push, so that the upstream need not be asked again
 * when the push arrives. Each entry is used once, for a push that expects the same old values; the upstream itself compares
 * them again.
 */
final class AdvertisedRefs {

    private static final Duration GOOD_FOR = Duration.ofSeconds(10);
    private static final long MOST_BYTES = 16 << 20;
    private static final int ENTRY_BYTES = 1_024;
    private static final int REF_BYTES = 150;

    /** Upstreams determine the number of refs and the length of their names, so memory is what is bounded. */
    private final Cache<Key, Shown> kept;

    AdvertisedRefs() {
        this(MOST_BYTES, Ticker.systemTicker());
    }

    /** @param mostBytes estimated heap of all entries */
    AdvertisedRefs(long mostBytes, Ticker ticker) {
        this.kept = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((Key key, Shown shown) -> weight(key, shown.refs()))
                .expireAfterWrite(GOOD_FOR)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * The client and the repository whose refs it was shown.
     *
     * @param caller distinguishes tokens
     */
    record Key(UUID repositoryId, String caller) {}

    /**
     * Refs that an upstream returned.
     *
     * @param access the access by which they were read
     */
    record Shown(UpstreamRefs refs, UpstreamAccess access) {

        private boolean agreesWith(Map<String, ObjectId> expected) {
            return expected.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(Constants.R_HEADS)
                            || each.getKey().startsWith(Constants.R_TAGS))
                    .allMatch(each ->
                            refs.tip(each.getKey()).orElse(ObjectId.zeroId()).equals(each.getValue()));
        }
    }

    /** Caches it for a short time. */
    void keep(Key key, UpstreamRefs refs, UpstreamAccess access) {
        kept.put(key, new Shown(refs, access));
    }

    /**
     * Removes and returns it if it is still valid for this push.
     *
     * @param expected old values of refs that the client expects; zero if they do not exist
     */
    Optional<Shown> take(Key key, Map<String, ObjectId> expected) {
        return Optional.ofNullable(kept.asMap().remove(key)).filter(shown -> shown.agreesWith(expected));
    }

    /** Estimated heap of all entries, in bytes. */
    long bytes() {
        kept.cleanUp();
        return kept.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static int weight(Key key, UpstreamRefs refs) {
        long bytes = ENTRY_BYTES + 2L * key.caller().length();
        for (String name : refs.tips().keySet()) {
            bytes += REF_BYTES + 2L * name.length();
        }
        return Math.toIntExact(Math.min(bytes, Integer.MAX_VALUE));
    }
}

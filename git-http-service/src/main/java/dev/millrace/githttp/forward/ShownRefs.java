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
 * What those who are about to push were just shown of an upstream, so that it need not be asked again when their push comes.
 * Each is used once, for a push that believes the same; the upstream itself compares old values again.
 */
final class ShownRefs {

    private static final Duration GOOD_FOR = Duration.ofSeconds(10);
    private static final long MOST_BYTES = 16 << 20;
    private static final int ENTRY_BYTES = 1_024;
    private static final int REF_BYTES = 150;

    /** Upstreams choose how many refs there are and how long their names: memory is what is bounded. */
    private final Cache<Key, Shown> kept;

    ShownRefs() {
        this(MOST_BYTES, Ticker.systemTicker());
    }

    /** @param mostBytes estimated heap of all that is kept */
    ShownRefs(long mostBytes, Ticker ticker) {
        this.kept = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((Key key, Shown shown) -> weight(key, shown.refs()))
                .expireAfterWrite(GOOD_FOR)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Who was shown what.
     *
     * @param caller tells tokens apart
     */
    record Key(UUID repositoryId, String caller) {}

    /**
     * An answer of an upstream.
     *
     * @param access the way it came
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

    /** Keeps it for a little while. */
    void keep(Key key, UpstreamRefs refs, UpstreamAccess access) {
        kept.put(key, new Shown(refs, access));
    }

    /**
     * Gives it away, if it is still good for this push.
     *
     * @param expected where the client believes that refs are; zero if they are not there
     */
    Optional<Shown> take(Key key, Map<String, ObjectId> expected) {
        return Optional.ofNullable(kept.asMap().remove(key)).filter(shown -> shown.agreesWith(expected));
    }

    /** Estimated heap of all that is kept, in bytes. */
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

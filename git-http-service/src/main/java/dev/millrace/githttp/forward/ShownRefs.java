package dev.millrace.githttp.forward;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What those who are about to push were just shown of an upstream, so that it need not be asked again when their push comes.
 * Each is used once, for a push that believes the same; the upstream itself compares old values again.
 */
final class ShownRefs {

    private static final Duration GOOD_FOR = Duration.ofSeconds(10);
    private static final int MOST_KEPT = 1_000;
    private static final int MOST_REFS = 5_000;

    private final Map<Key, Shown> kept = new ConcurrentHashMap<>();

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
     * @param at by {@link System#nanoTime}
     */
    record Shown(UpstreamRefs refs, UpstreamAccess access, long at) {

        private boolean isFresh() {
            return System.nanoTime() - at < GOOD_FOR.toNanos();
        }

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
        if (refs.tips().size() > MOST_REFS) {
            return;
        }
        if (kept.size() >= MOST_KEPT) {
            kept.values().removeIf(shown -> !shown.isFresh());
        }
        if (kept.size() < MOST_KEPT) {
            kept.put(key, new Shown(refs, access, System.nanoTime()));
        }
    }

    /**
     * Gives it away, if it is still good for this push.
     *
     * @param expected where the client believes that refs are; zero if they are not there
     */
    Optional<Shown> take(Key key, Map<String, ObjectId> expected) {
        return Optional.ofNullable(kept.remove(key)).filter(Shown::isFresh).filter(shown -> shown.agreesWith(expected));
    }
}

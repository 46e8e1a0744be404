package dev.millrace.pipeline.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides when keys begin and end. Pure.
 *
 * <p>A new key is published a day before it signs, because those who verify keep the key set for hours; the old one stays published until
 * the last token that it signed has expired for a day.
 */
final class PlanKeys {

    /** For how long a key is published before it signs, and after its last token has expired. */
    static final Duration OVERLAP = Duration.ofDays(1);

    private PlanKeys() {}

    /**
     * What is to be done.
     *
     * @param newSignsFrom when a new key begins to sign; empty if none is needed
     * @param ended ids of those that nothing needs any more
     */
    record Plan(Optional<Instant> newSignsFrom, List<String> ended) {}

    /** @param keys in the order in which they begin to sign */
    static Plan of(List<SigningKeyRow> keys, Duration keyLifetime, Duration tokenLifetime, Instant now) {
        Optional<Instant> next = Optional.empty();
        if (keys.isEmpty()) {
            // no one has read a key set without it
            next = Optional.of(now);
        } else if (!keys.getLast().signsFrom().plus(keyLifetime).isAfter(now.plus(OVERLAP))) {
            next = Optional.of(now.plus(OVERLAP));
        }
        List<String> ended = new ArrayList<>();
        for (int at = 0; at + 1 < keys.size(); at++) {
            Instant lastUse = keys.get(at + 1).signsFrom().plus(tokenLifetime);
            if (lastUse.plus(OVERLAP).isBefore(now)) {
                ended.add(keys.get(at).id());
            }
        }
        return new Plan(next, ended);
    }

    /** The key that signs now; empty if there is none. */
    static Optional<SigningKeyRow> signing(List<SigningKeyRow> keys, Instant now) {
        return keys.stream().filter(key -> !key.signsFrom().isAfter(now)).reduce((earlier, later) -> later);
    }
}

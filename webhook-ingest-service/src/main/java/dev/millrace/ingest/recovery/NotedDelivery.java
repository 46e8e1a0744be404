package dev.millrace.ingest.recovery;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A delivery that was found missing, and what became of it.
 *
 * @param connectionId whose App it is for
 * @param instance host of the forge
 * @param guid of the event
 * @param deliveryId of its newest attempt
 * @param event name of the event
 * @param deliveredAt when its newest attempt was made that we know of, by the forge's clock
 * @param firstSeenAt when we found it missing, by our clock
 * @param requests how often it was requested again
 * @param state what became of it
 * @param reason why it was given up; empty otherwise
 * @param decidedAt when it was stored or given up; empty as long as it is missing
 */
record NotedDelivery(
        String connectionId,
        String instance,
        String guid,
        long deliveryId,
        String event,
        Instant deliveredAt,
        Instant firstSeenAt,
        int requests,
        State state,
        Optional<String> reason,
        Optional<Instant> decidedAt) {

    /** What became of it. */
    enum State {
        /** it is requested again */
        MISSING,
        /** it has arrived since */
        STORED,
        /** it was given up */
        LOST;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<State> of(String wireName) {
            return Arrays.stream(values())
                    .filter(state -> state.wireName().equals(wireName))
                    .findFirst();
        }
    }
}

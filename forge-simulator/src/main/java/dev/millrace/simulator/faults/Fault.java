package dev.millrace.simulator.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One fault to inject: what goes wrong, where, how often.
 *
 * @param id          to remove it by
 * @param kind        what goes wrong
 * @param pathPrefix  for calls: only paths with this prefix, {@code /repos/acme/web/check-runs} or {@code /acme/web.git}
 * @param method      for calls: only this HTTP method
 * @param event       for deliveries: only this event, for example {@code push}
 * @param times       how often it strikes; empty for no limit
 * @param probability that it strikes when it could, 0 to 1
 * @param delay       for {@code delay} and {@code slow}
 * @param retryAfter  for {@code forbidden} and {@code too-many-requests}: the header, in seconds
 * @param window      for {@code reorder}: how many deliveries are shuffled among each other, 2 or more
 * @param status      for {@code server-error}: 500 to 599
 * @param recordedAs  for {@code drop}: how the forge's own list shows the lost delivery
 */
public record Fault(
        long id,
        Kind kind,
        Optional<String> pathPrefix,
        Optional<String> method,
        Optional<String> event,
        Optional<Integer> times,
        double probability,
        Duration delay,
        Optional<Integer> retryAfter,
        int window,
        int status,
        RecordedAs recordedAs) {

    public Fault {
        if (probability < 0 || probability > 1) {
            throw new IllegalArgumentException("probability %s is not between 0 and 1".formatted(probability));
        }
        if (window < 2) {
            throw new IllegalArgumentException("window %d is less than 2".formatted(window));
        }
        if (status < 500 || status > 599) {
            throw new IllegalArgumentException(
                    "status %d of a server error is not between 500 and 599".formatted(status));
        }
    }

    /** What can go wrong; the first four with deliveries, the others with calls of the REST API or of Git. */
    public enum Kind {
        /** The delivery is never sent. */
        DROP,
        /** The delivery is sent twice: same GUID, two delivery ids. */
        DUPLICATE,
        /** The delivery is sent later; others may overtake it. */
        DELAY,
        /** Deliveries are held until there are as many as the window, or a second has passed, then sent in another order. */
        REORDER,
        /** 401 "Bad credentials". */
        UNAUTHORIZED,
        /** 403 for a secondary limit, with {@code retry-after}. */
        FORBIDDEN,
        /** 403 for a secondary limit that only the message reports. */
        SECONDARY_LIMIT,
        /** 403 for the primary limit, with {@code x-ratelimit-remaining: 0}. */
        PRIMARY_LIMIT,
        /** 429, with {@code retry-after} if one is given. */
        TOO_MANY_REQUESTS,
        /** 422, as for content that GitHub does not accept; nothing was applied. */
        UNPROCESSABLE,
        /** A 5xx; nothing was applied. */
        SERVER_ERROR,
        /** The answer is late. */
        SLOW,
        /** The connection is closed before the call is processed. */
        RESET,
        /** The call is applied, then the connection is closed without an answer. */
        RESET_AFTER_APPLY;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public boolean isForDeliveries() {
            return ordinal() <= REORDER.ordinal();
        }

        /**
         * The kind of this name, {@code reset-after-apply}.
         *
         * @throws IllegalArgumentException if there is none; the message lists all kinds
         */
        public static Kind of(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("fault kind %s is none of %s"
                            .formatted(
                                    wireName,
                                    Arrays.stream(values()).map(Kind::wireName).toList())));
        }
    }

    /** What a dropped delivery looks like in the list of deliveries. */
    public enum RecordedAs {
        /** As a failed connection, to be found and redelivered. */
        FAILED,
        /** As delivered, which it was not: only a comparison with what arrived finds it. */
        OK,
        /** As held back, since there were too many deliveries at once. */
        THROTTLED,
        /** It is not listed. */
        UNLISTED
    }
}

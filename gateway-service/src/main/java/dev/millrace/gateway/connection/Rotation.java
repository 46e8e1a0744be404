package dev.millrace.gateway.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A webhook secret that replaces the others of its connection.
 *
 * @param connectionId the connection
 * @param secretId the new secret
 * @param dueAt when the forge is asked, or asked again, to sign with it; after that, when it is looked again whether the other
 *     secrets are still needed
 * @param attempts how often that failed
 * @param problem why the last attempt failed; empty if none has
 * @param appliedAt since when the forge signs with it; empty until then
 * @param retireAt when the forge does not deliver again any more what it has signed with the other secrets; empty until it signs
 *     with the new one
 */
record Rotation(
        String connectionId,
        UUID secretId,
        Instant dueAt,
        int attempts,
        Optional<String> problem,
        Optional<Instant> appliedAt,
        Optional<Instant> retireAt) {

    /** How long every instance of the services may take to learn of the new secret, before the forge signs with it. */
    private static final Duration BEFORE_FIRST_ATTEMPT = Duration.ofSeconds(5);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    /** From one look at whether the other secrets are still needed to the next. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    /** For how long GitHub delivers again what it has delivered; an Enterprise Server does for a week. */
    private static final Duration REDELIVERED_BY_GITHUB = Duration.ofDays(3);

    private static final Duration REDELIVERED_BY_ENTERPRISE = Duration.ofDays(7);
    /** For how long the other secrets must not have matched, before they are removed. */
    static final Duration QUIET = Duration.ofDays(1);

    private static final String GITHUB = "github.com";

    static Rotation begun(String connectionId, UUID secretId, Instant now) {
        return new Rotation(
                connectionId,
                secretId,
                now.plus(BEFORE_FIRST_ATTEMPT),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The state after the forge has accepted the secret. */
    Rotation applied(String instance, Instant now) {
        Duration redelivered = instance.equals(GITHUB) ? REDELIVERED_BY_GITHUB : REDELIVERED_BY_ENTERPRISE;
        return new Rotation(
                connectionId,
                secretId,
                now.plus(BETWEEN_LOOKS),
                attempts,
                Optional.empty(),
                Optional.of(now),
                Optional.of(now.plus(redelivered)));
    }

    /**
     * Whether the other secrets can be removed without losing a delivery. They are kept as long as one of them has matched within a
     * day, however long that is: another hook may sign with it. Otherwise they are removed when the forge does not deliver again any
     * more; or already a day after the forge has accepted the new one, if deliveries have been signed with that since.
     *
     * @param newMatchedAt when the new secret last matched
     * @param othersMatchedAt when any of the others last matched
     */
    boolean isSafeToRetire(Optional<Instant> newMatchedAt, Optional<Instant> othersMatchedAt, Instant now) {
        if (appliedAt.isEmpty()
                || othersMatchedAt.filter(now.minus(QUIET)::isBefore).isPresent()) {
            return false;
        }
        boolean isNotDeliveredAgain = retireAt.filter(end -> !end.isAfter(now)).isPresent();
        boolean signsWithNew = newMatchedAt.filter(appliedAt.get()::isBefore).isPresent();
        return isNotDeliveredAgain
                || (signsWithNew && !appliedAt.get().plus(QUIET).isAfter(now));
    }

    /** The state after it was found that the others are still needed. */
    Rotation looked(Instant now) {
        return new Rotation(connectionId, secretId, now.plus(BETWEEN_LOOKS), attempts, problem, appliedAt, retireAt);
    }

    /**
     * The state after the forge has not accepted it.
     *
     * @param retryAt when the forge may be asked again; empty if it did not state that
     */
    Rotation failed(String reason, Optional<Instant> retryAt, Instant now) {
        Duration doubled = BEFORE_FIRST_ATTEMPT.multipliedBy(1L << Math.min(attempts, 10));
        Duration wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
        return new Rotation(
                connectionId,
                secretId,
                retryAt.orElseGet(() -> now.plus(wait)),
                attempts + 1,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty());
    }
}

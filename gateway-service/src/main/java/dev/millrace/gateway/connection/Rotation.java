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
 * @param dueAt when the forge is asked, or asked again, to sign with it
 * @param attempts how often that failed
 * @param problem why the last attempt failed; empty if none has
 * @param appliedAt since when the forge signs with it; empty until then
 * @param retireAt when the other secrets are removed; empty until the forge signs with the new one
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
    /** For how long GitHub delivers again what it has delivered; an Enterprise Server does for a week. */
    private static final Duration REDELIVERED_BY_GITHUB = Duration.ofDays(3);

    private static final Duration REDELIVERED_BY_ENTERPRISE = Duration.ofDays(7);
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
                dueAt,
                attempts,
                Optional.empty(),
                Optional.of(now),
                Optional.of(now.plus(redelivered)));
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

package dev.millrace.gateway.team;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;

/** A public key that is registered here and that other services check signatures with. */
sealed interface TeamKey permits AccessKey, SigningKey {

    /** Unique. */
    String id();

    /** Identifies the key itself: a team has one active key with it at most. */
    String fingerprint();

    /** By our clock. */
    Instant createdAt();

    /** When it was revoked; empty while it is active. */
    Optional<Instant> revokedAt();

    /** Its state, for the other services. */
    Event toEvent();

    default boolean isActive() {
        return revokedAt().isEmpty();
    }
}

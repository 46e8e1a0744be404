package dev.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;

/**
 * A fact that travels on Kafka. Delivery is at least once: a consumer that has already seen {@link #eventId()} does
 * nothing.
 */
public interface Event {

    /** Unique, and the same for every repeat of the same fact; see {@link EventIds}. */
    UUID eventId();

    /** When the fact happened, by the clock the record's Javadoc names; never the time of sending. */
    Instant occurredAt();

    /** Kafka key: events with equal keys on one topic are read in the order they were written. */
    @JsonIgnore
    String key();

    /** What the event is about, for people and CloudEvents tooling: {@code refs/heads/main}, {@code change/7}. */
    @JsonIgnore
    String subject();
}

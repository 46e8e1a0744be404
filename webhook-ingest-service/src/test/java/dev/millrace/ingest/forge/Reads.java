package dev.millrace.ingest.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Normalization.Normalized;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How tests read a payload: as the delivery of one forge. */
public final class Reads {

    /** When every delivery of these tests arrived. */
    public static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");

    private final Normalizer normalizer;
    private final String instance;

    /** Deliveries of this forge, from this host. */
    public Reads(Normalizer normalizer, Forge forge, String instance) {
        this.normalizer = normalizer;
        this.instance = instance;
        assertThat(normalizer.reads(Map.of(Forge.HEADER, forge.word()))).isTrue();
        assertThat(normalizer.reads(Map.of("x-github-event", "push"))).isFalse();
    }

    public Normalization normalize(String event, byte[] json) {
        return normalizer.normalize(new Delivered(instance, "guid-1", event, RECEIVED), json);
    }

    public List<Event> events(String event, byte[] json) {
        assertThat(normalize(event, json)).isInstanceOf(Normalized.class);
        return ((Normalized) normalize(event, json)).events();
    }

    /** The one event of a payload. */
    public <E extends Event> E only(Class<E> kind, String event, byte[] json) {
        List<Event> events = events(event, json);
        assertThat(events).hasSize(1);
        return kind.cast(events.getFirst());
    }
}

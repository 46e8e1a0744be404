package dev.millrace.ingest.forge;

import dev.millrace.events.Event;
import java.util.List;

/** What a delivery means. */
public sealed interface Normalization {

    /** Facts, in the order in which they are to be read. May be empty: the payload was understood but yields no event. */
    record Normalized(List<Event> events) implements Normalization {
        public Normalized {
            events = List.copyOf(events);
        }
    }

    /** A kind of event or action that nothing here uses; forges add new ones over time. */
    record Unused() implements Normalization {}

    /** A kind we use, but without a field that the event requires. */
    record NotNormalizable(String reason) implements Normalization {}
}

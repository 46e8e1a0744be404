package dev.millrace.simulator.faults;

import java.time.Instant;

/**
 * The time in which a client must not call, since a fault has answered one of its calls with a limit, and how often it did. A client
 * reads the answer after it was sent, so the window that it keeps ends later than this one. Thread-safe.
 */
final class LimitWindow {

    private Instant end = Instant.MIN;
    private int calls;

    /** The limit has been reported. */
    synchronized void open(Instant until) {
        if (until.isAfter(end)) {
            end = until;
        }
    }

    /** The client has called. */
    synchronized void called(Instant now) {
        if (now.isBefore(end)) {
            calls++;
        }
    }

    /** Calls that were made in spite of the limit. */
    synchronized int calls() {
        return calls;
    }
}

package dev.millrace.insights.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A span of time in whole days and hours of UTC, which have rollups, and the rest of it.
 *
 * @param days first instants
 * @param hours first instants
 * @param edges what is in neither, and what is in dirty days
 */
record Pieces(List<Instant> days, List<Instant> hours, List<Edge> edges) {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /**
     * Part of a span.
     *
     * @param from first instant in it
     * @param to first instant after it
     */
    record Edge(Instant from, Instant to) {}

    /** The pieces of [from, to). */
    static Pieces of(Instant from, Instant to, Set<Instant> dirtyDays) {
        var pieces = new Pieces(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Instant at = from;
        while (at.isBefore(to)) {
            Instant day = at.truncatedTo(ChronoUnit.DAYS);
            Instant hour = at.truncatedTo(ChronoUnit.HOURS);
            if (at.equals(day) && !day.plus(DAY).isAfter(to)) {
                at = day.plus(DAY);
                if (dirtyDays.contains(day)) {
                    pieces.edge(day, at);
                } else {
                    pieces.days.add(day);
                }
            } else if (at.equals(hour) && !hour.plus(HOUR).isAfter(to)) {
                at = hour.plus(HOUR);
                if (dirtyDays.contains(day)) {
                    pieces.edge(hour, at);
                } else {
                    pieces.hours.add(hour);
                }
            } else {
                Instant end = hour.plus(HOUR).isBefore(to) ? hour.plus(HOUR) : to;
                pieces.edge(at, end);
                at = end;
            }
        }
        return pieces;
    }

    /** Neighbours become one. */
    private void edge(Instant from, Instant to) {
        if (!edges.isEmpty() && edges.getLast().to().equals(from)) {
            Edge before = edges.removeLast();
            edges.add(new Edge(before.from(), to));
        } else {
            edges.add(new Edge(from, to));
        }
    }
}

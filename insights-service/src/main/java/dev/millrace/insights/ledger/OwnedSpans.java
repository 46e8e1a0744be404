package dev.millrace.insights.ledger;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which group a history belongs to, and when: its rows belong to the population of the group that owned it at their time.
 *
 * @param spans that have nothing in common
 */
record OwnedSpans(List<Span> spans) {

    /** Belongs to no group. */
    static final OwnedSpans NONE = new OwnedSpans(List.of());

    OwnedSpans {
        spans = List.copyOf(spans);
    }

    /**
     * @param from first instant
     * @param until first instant after it
     * @param population of the group
     */
    record Span(Instant from, Instant until, int population) {}

    /** The population of the group that owned it; 0 if none did. */
    int at(Instant time) {
        return spans.stream()
                .filter(span -> !time.isBefore(span.from()) && time.isBefore(span.until()))
                .mapToInt(Span::population)
                .findFirst()
                .orElse(0);
    }

    /** As it is stored: for each span its population, {@code @}, and the two times. */
    String text() {
        return spans.stream()
                .map(span -> span.population() + "@" + span.from() + "," + span.until())
                .collect(Collectors.joining(" "));
    }

    static OwnedSpans read(String text) {
        return text.isEmpty()
                ? NONE
                : new OwnedSpans(Arrays.stream(text.split(" "))
                        .map(span -> span.split("[@,]"))
                        .map(parts ->
                                new Span(Instant.parse(parts[1]), Instant.parse(parts[2]), Integer.parseInt(parts[0])))
                        .toList());
    }
}

package dev.millrace.insights.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of the evidence to read, newest first.
 *
 * @param limit at most so many
 * @param before only rows behind this one; empty for the first page
 */
public record EvidencePage(int limit, Optional<Position> before) {

    /**
     * Where a row is.
     *
     * @param at its time
     * @param history number of its history
     * @param subject distinguishes the rows of one time and history
     */
    public record Position(Instant at, int history, String subject) {}
}

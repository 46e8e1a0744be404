package dev.millrace.insights.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What an answer is about, as of the snapshot.
 *
 * @param population whose rows are read
 * @param repositories how many histories it has
 * @param version changes whenever a row of it does
 * @param dataThrough latest time in any event about its repositories; empty before the first
 */
public record LedgerScope(Population population, int repositories, String version, Optional<Instant> dataThrough) {

    /** The same, of a group of few people. */
    public LedgerScope ofFew() {
        return new LedgerScope(population.ofFew(), repositories, version, dataThrough);
    }
}

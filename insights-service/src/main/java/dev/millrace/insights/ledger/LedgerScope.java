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

    /** The same, as far as it belongs to deployments to one environment. */
    public LedgerScope in(String environment) {
        return new LedgerScope(population.in(environment), repositories, version, dataThrough);
    }

    /** The same as it was at a time. What had been reported by then is not known. */
    public LedgerScope at(Instant time) {
        return new LedgerScope(population.at(time), repositories, "as of " + time, Optional.empty());
    }
}

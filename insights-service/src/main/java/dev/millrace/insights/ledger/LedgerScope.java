package dev.millrace.insights.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What an answer is about, as of the snapshot.
 *
 * @param population whose rows are read
 * @param repositories how many histories it has
 * @param definitions version of the team's definitions that its rows are derived by; 0 if it has decided nothing
 * @param version changes whenever a row of it does
 * @param dataThrough latest time in any event about its repositories; empty before the first
 */
public record LedgerScope(
        Population population, int repositories, int definitions, String version, Optional<Instant> dataThrough) {

    /** The same, as far as it belongs to deployments to one environment. */
    public LedgerScope in(String environment) {
        return of(population.in(environment));
    }

    /** The same, of a group of few people. */
    public LedgerScope ofFew() {
        return of(population.ofFew());
    }

    private LedgerScope of(Population other) {
        return new LedgerScope(other, repositories, definitions, version, dataThrough);
    }

    /** The same as it was at a time, for one that was found as of then. What had been reported by then is not known. */
    public LedgerScope at(Instant time) {
        return new LedgerScope(population.at(time), repositories, definitions, "as of " + time, Optional.empty());
    }
}

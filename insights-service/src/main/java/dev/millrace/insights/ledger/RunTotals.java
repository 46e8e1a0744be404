package dev.millrace.insights.ledger;

/**
 * Runs that ended in one way.
 *
 * @param n how many
 * @param seconds that they took together
 */
public record RunTotals(long n, double seconds) {}

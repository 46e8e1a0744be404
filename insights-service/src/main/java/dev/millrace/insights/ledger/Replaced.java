package dev.millrace.insights.ledger;

import java.util.Collection;

/**
 * What rows of a history were, and are.
 *
 * @param before all of them
 * @param after all of them
 * @param changed whether there is a difference
 */
record Replaced<T>(Collection<T> before, Collection<T> after, boolean changed) {}

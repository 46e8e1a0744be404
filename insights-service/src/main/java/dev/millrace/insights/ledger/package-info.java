/**
 * What is derived from facts and stored, so that an answer reads rows and not a history: deployments with their outcome, and items
 * with their duration. A history is derived again as a whole, by the functions of {@code metric}, after any of its facts changed;
 * the difference to what is stored is written in one transaction, with the days of rollups that it touches. Rollups are computed
 * again from items, never changed by differences, so they cannot drift.
 *
 * <p>Order of events: a fact's transaction inserts a row into {@code dirty}; {@link dev.millrace.insights.ledger.DeriveLoop} turns
 * these rows into {@code recompute}, one for each history, and derives one after the other. What a process had begun when it ended
 * is rolled back, and its row is there for the next one. Answers read one snapshot, and read the items of each day whose rollup is
 * not current, so they are exact at any time.
 */
@NullMarked
package dev.millrace.insights.ledger;

import org.jspecify.annotations.NullMarked;

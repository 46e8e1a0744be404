/**
 * How well a team's delivery works: DORA's metrics and the parts of a change's time, with the events behind each number.
 *
 * <p>In: {@code forge.scm}, {@code forge.check}, {@code git.updates}, {@code git.sync} and {@code pipeline.run}; each event becomes
 * rows of schema {@code insights} that form a set ({@link dev.millrace.insights.fact}), as does each line of an import ({@link
 * dev.millrace.insights.backfill}). Every number is a pure function of that set ({@link dev.millrace.insights.metric}) and of what the
 * team decided about it ({@link dev.millrace.insights.definition}), so the order in which events arrive, and how often, cannot change
 * it. Rows of what is derived are stored ({@link dev.millrace.insights.ledger}). What accounts at forges did is attributed to users by
 * {@code access.identities} ({@link dev.millrace.insights.person}). Out: {@code /api/insights/**} ({@link
 * dev.millrace.insights.query}, {@link dev.millrace.insights.lab}, {@link dev.millrace.insights.repository}, {@link
 * dev.millrace.insights.settings}); nothing is published.
 */
@NullMarked
package dev.millrace.insights;

import org.jspecify.annotations.NullMarked;

/**
 * How well a team's delivery works: DORA's metrics and the parts of a change's time, with the events behind each number.
 *
 * <p>In: {@code forge.scm}, {@code git.updates}, {@code git.sync} and {@code pipeline.run}; each event becomes rows of
 * schema {@code insights} that form a set ({@link dev.millrace.insights.fact}). Every number is a pure function of that set
 * ({@link dev.millrace.insights.metric}), so the order in which events arrive, and how often, cannot change it. What
 * accounts at forges did is attributed to users by {@code access.identities} ({@link dev.millrace.insights.person}). Out: {@code
 * /api/insights/**} ({@link dev.millrace.insights.query}, {@link dev.millrace.insights.repository}); nothing is published.
 */
@NullMarked
package dev.millrace.insights;

import org.jspecify.annotations.NullMarked;

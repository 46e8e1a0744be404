/**
 * Metrics: pure functions from facts and a window to numbers, with the deployments and commits each number was made of.
 *
 * <p>Nothing here reads a clock, a database or an order of arrival. The steps: statuses become {@code Deployment}s, a
 * {@code DeploymentLog} determines what each first shipped, and one class per metric counts over a {@code Window}.
 */
@NullMarked
package dev.millrace.insights.metric;

import org.jspecify.annotations.NullMarked;

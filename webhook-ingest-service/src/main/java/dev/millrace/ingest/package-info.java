/**
 * Accepts webhooks from forges. A webhook is verified against the secrets we issued, stored in {@code ingest.webhook_inbox}
 * and only then answered; a relay publishes each stored delivery to {@code forge.raw} and the resulting events to
 * {@code forge.scm} and {@code forge.installation}, in the order of arrival for each repository and account.
 *
 * <p>Programs of teams report deployments and other events with a token ({@code report}), which are stored and published in the
 * same way. {@code ingest.team_repository} has the repositories that they may name ({@code repository}).
 *
 * <p>What mirrors report of branches and tags that moved is compared with the pushes that were published, and what is missing is
 * published, too ({@code reconciliation}).
 *
 * <p>Administrators list deliveries and replay them ({@code archive}), and decide on the dead letters of all services
 * ({@code deadletter}). Bodies are kept for two weeks in partitions by day, GUIDs for three months ({@code retention}).
 *
 * <p>No external system is called while a caller waits, and a delivery is not refused because Kafka is unavailable.
 */
@NullMarked
package dev.millrace.ingest;

import org.jspecify.annotations.NullMarked;

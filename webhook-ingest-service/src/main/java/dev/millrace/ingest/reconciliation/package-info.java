/**
 * Changes of refs that a forge did not report, and that a mirror's sync found. GitHub reports neither a push of more than three
 * tags nor one whose delivery would exceed 25 MB. Each branch or tag that moved in a mirror becomes a row of {@code found_move}
 * ({@code FoundMoves}). After a grace period, {@code ReconcileShard} compares it with what was published ({@code reported_ref}),
 * and publishes what is missing as reconciled events. A report that arrives after that is recognized by {@code ReportedRefs}.
 *
 * <p>Both work on a repository only while they hold the lock of its shard, and moves wait while a push of their repository is
 * not published: so what was sent to Kafka is always known when a move is decided.
 */
@NullMarked
package dev.millrace.ingest.reconciliation;

import org.jspecify.annotations.NullMarked;

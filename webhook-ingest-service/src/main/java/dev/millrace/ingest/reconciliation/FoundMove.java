package dev.millrace.ingest.reconciliation;

import java.time.Instant;
import java.util.UUID;

/**
 * A branch or tag that moved in a mirror.
 *
 * @param id of its row
 * @param repositoryId of the mirror
 * @param refsVersion of the mirror after the transaction that moved it
 * @param name which ref of which upstream
 * @param checkedAt when the mirror was last found to be equal to its upstream before: the upstream's ref moved later
 * @param movedAt when it moved in the mirror: the upstream's ref moved earlier
 * @param dueAt when it is reconciled unless it was reported
 */
record FoundMove(
        long id,
        UUID repositoryId,
        long refsVersion,
        RefName name,
        RefStep step,
        Instant checkedAt,
        Instant movedAt,
        Instant dueAt) {

    /** All of it, as a part. */
    SeenPart whole() {
        return new SeenPart(step, checkedAt, movedAt);
    }
}

package dev.millrace.ingest.reconciliation;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A change that was published as a reconciled event.
 *
 * @param id of the event
 * @param repositoryId of the mirror that found it
 * @param open what late reports have not explained yet; empty if they have explained all of it
 * @param checkedAt when that mirror was last equal to its upstream before
 * @param movedAt when its ref moved
 */
record ReconciledRef(
        UUID id,
        UUID repositoryId,
        RefName name,
        RefStep step,
        Optional<RefStep> open,
        Instant checkedAt,
        Instant movedAt) {

    /** The same with less left to explain; nothing, if both ends are the same. */
    ReconciledRef open(RefStep left) {
        return new ReconciledRef(
                id,
                repositoryId,
                name,
                step,
                Optional.of(left).filter(some -> !some.before().equals(some.after())),
                checkedAt,
                movedAt);
    }
}

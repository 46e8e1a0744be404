package dev.millrace.ingest.reconciliation;

import java.util.Set;
import java.util.UUID;

/**
 * A move that was decided.
 *
 * @param repositoryId of the mirror
 * @param name which ref of which upstream
 * @param explainedBy the reports and reconciled events that explain it
 * @param part what these explain; moves of other mirrors explain the rest
 */
record DecidedMove(UUID repositoryId, RefName name, Set<UUID> explainedBy, SeenPart part) {

    DecidedMove {
        explainedBy = Set.copyOf(explainedBy);
    }
}

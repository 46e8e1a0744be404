package dev.millrace.ingest.reconciliation;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What is known of a move. A move that is not due yet and that nothing explains has none. */
sealed interface Explanation {

    /** Which move. */
    FoundMove move();

    /** The part of it that is explained here, and not by moves of other mirrors. */
    SeenPart part();

    /** Ids of what was published of the part. */
    Set<UUID> known();

    /** All of it was published. */
    record Reported(FoundMove move, SeenPart part, Set<UUID> known) implements Explanation {
        public Reported {
            known = Set.copyOf(known);
        }
    }

    /**
     * Some of it was not.
     *
     * @param missing in the order in which it happened; not empty
     */
    record Unreported(FoundMove move, SeenPart part, Set<UUID> known, List<RefStep> missing) implements Explanation {
        public Unreported {
            known = Set.copyOf(known);
            missing = List.copyOf(missing);
        }
    }
}

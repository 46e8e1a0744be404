package dev.millrace.pipeline.registry;

import dev.millrace.events.EventIds;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A workflow that was published.
 *
 * @param id from team, upstream, kind and name, see {@link #idOf}
 * @param team slug
 * @param upstreamKey {@code instance:id} of its repository at the forge
 * @param enabled whether it may start
 * @param latest number of its newest version, 1 or more
 * @param version of the newest version, as the file states it
 * @param definition of the newest version, JSON
 * @param retiredAt since when the default branch does not define it; empty if it does
 */
record WorkflowRow(
        UUID id,
        String team,
        String upstreamKey,
        WorkflowKind kind,
        String name,
        boolean enabled,
        int latest,
        String version,
        String definition,
        Optional<Instant> retiredAt) {

    /** The same for the same workflow, also when it was retired in between. */
    static UUID idOf(String team, String upstreamKey, WorkflowKind kind, String name) {
        return EventIds.of("workflow", team, upstreamKey, kind.wireName(), name);
    }

    /** Whether it may start. */
    boolean isActive() {
        return enabled && retiredAt.isEmpty();
    }
}

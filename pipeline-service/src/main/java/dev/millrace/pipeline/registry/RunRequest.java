package dev.millrace.pipeline.registry;

import dev.millrace.events.EventIds;
import java.util.Optional;
import java.util.UUID;

/**
 * A request to run a published workflow.
 *
 * @param ref branch, tag or commit; the default branch if empty
 * @param actor who requests it, as builds name callers
 * @param key of the caller: the same key starts one run of the workflow; empty for a run of its own
 * @param person id of the user who requests it; empty for a token of a team
 */
record RunRequest(
        UUID workflowId,
        Optional<String> ref,
        RunInput input,
        String actor,
        Optional<String> key,
        Optional<UUID> person) {

    /** The same for the same key. */
    UUID eventId() {
        return key.map(text -> EventIds.of("run", workflowId, text)).orElseGet(UUID::randomUUID);
    }

    /** Compared with that of an earlier request with the same key. */
    Optional<String> hash() {
        return key.map(text -> input.hash(ref));
    }
}

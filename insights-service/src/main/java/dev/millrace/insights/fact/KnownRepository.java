package dev.millrace.insights.fact;

import dev.millrace.events.forge.ForgeRepository;
import java.util.Optional;
import java.util.UUID;

/**
 * A repository of a team, as the newest event about it named it.
 *
 * @param id ours, stable across renames
 * @param team slug
 * @param name {@code owner/name}
 * @param upstreamKey for a mirror, {@code instance:id} at its forge
 */
public record KnownRepository(UUID id, String team, String name, Optional<String> upstreamKey) {

    /** What its numbers are stored under: mirrors of one team that follow the same upstream have one history. */
    public String historyKey() {
        return upstreamKey.orElseGet(() -> ForgeRepository.OURS + ":" + id);
    }

    /** The account or group that owns it, which is the name without its last part. */
    public String owner() {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }
}

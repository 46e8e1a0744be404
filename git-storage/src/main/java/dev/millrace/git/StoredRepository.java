package dev.millrace.git;

import dev.millrace.events.git.MirroredRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A repository as it stood when it was read.
 *
 * @param id stable across renames
 * @param team slug of the team it belongs to
 * @param name what stands before {@code .git} in its address
 * @param upstreamKey for a mirror, {@code instance:id} of the repository at its forge
 * @param head what HEAD points to: a full ref name, which need not exist, or 40 hex digits when HEAD is detached
 * @param refsVersion grows by one with each transaction that moves refs
 * @param packsVersion grows by one with each transaction that adds or retires packs
 * @param createdAt when it was added to the catalog, by the adding service's clock
 */
public record StoredRepository(
        UUID id,
        String team,
        String name,
        Optional<String> upstreamKey,
        String head,
        long refsVersion,
        long packsVersion,
        Instant createdAt) {

    /** How events name it. */
    public MirroredRepository toEvent() {
        return new MirroredRepository(id, team, name, upstreamKey);
    }

    /** Whether its truth is at a forge. */
    public boolean isMirror() {
        return upstreamKey.isPresent();
    }
}

package dev.millrace.git.catalog;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.git.upstream.Upstream;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A repository as of when it was read.
 *
 * @param id stable across renames
 * @param team slug of the team it belongs to
 * @param name what precedes {@code .git} in its address
 * @param upstreamKey for a mirror, {@code instance:id} of the repository at its forge, once it is known; several
 *     repositories may have the same
 * @param head what HEAD points to: a full ref name, which need not exist, or 40 hex digits when HEAD is detached
 * @param refsVersion grows by one with each transaction that moves refs
 * @param packsVersion grows by one with each transaction that adds or retires packs
 * @param createdAt when it was added to the catalog, by the adding service's clock
 * @param upstream what it was made to follow; empty for a repository of our own and for the mirrors of an installation
 * @param checkedAt when it was last found to be equal to its upstream, by the sync worker's clock; recorded only every few
 *     seconds, so it may have been checked a little later. Empty before the first sync has ended
 */
public record StoredRepository(
        UUID id,
        String team,
        String name,
        Optional<String> upstreamKey,
        String head,
        long refsVersion,
        long packsVersion,
        Instant createdAt,
        Optional<Upstream> upstream,
        Optional<Instant> checkedAt) {

    /** How events identify it. */
    public MirroredRepository toEvent() {
        return new MirroredRepository(id, team, name, upstreamKey);
    }

    /** The same with what a commit changed. */
    public StoredRepository at(String newHead, long newRefsVersion, long newPacksVersion) {
        return new StoredRepository(
                id, team, name, upstreamKey, newHead, newRefsVersion, newPacksVersion, createdAt, upstream, checkedAt);
    }

    /** Whether its upstream is authoritative, so that pushes belong there. */
    public boolean isMirror() {
        return upstreamKey.isPresent() || upstream.filter(Upstream::takesPushes).isPresent();
    }

    /** Whether there is an upstream to sync it from. */
    public boolean isSynced() {
        return upstreamKey.isPresent() || upstream.filter(Upstream::isAttached).isPresent();
    }

    /** Its upstream, human-readable: {@code gitlab.com/group/project}; empty if there is none. */
    public Optional<String> upstreamAddress() {
        return upstream.filter(Upstream::isAttached)
                .map(Upstream::origin)
                .map(origin -> origin.host() + "/" + origin.owner() + "/" + origin.name())
                .or(() -> upstreamKey.map(key -> key.substring(0, Math.max(0, key.lastIndexOf(':'))) + "/" + name));
    }
}

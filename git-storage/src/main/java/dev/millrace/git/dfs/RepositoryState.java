package dev.millrace.git.dfs;

import dev.millrace.git.catalog.StoredRepository;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/**
 * A repository's row, refs and live packs, all of one instant.
 *
 * @param packs shared between views, so never changed after they were read
 * @param collected what is known of the collected pack among them, if there is one
 */
record RepositoryState(
        StoredRepository repository,
        RefSnapshot refs,
        List<DfsPackDescription> packs,
        Optional<CollectedPack> collected) {

    RepositoryState {
        packs = List.copyOf(packs);
    }

    /** Whether a reader that has seen these versions may use it. */
    boolean isAtLeast(long refsVersion, long packsVersion) {
        return repository.refsVersion() >= refsVersion && repository.packsVersion() >= packsVersion;
    }

    /** Approximate bytes of heap that it pins: refs, and indexes with what is computed from them during clones. */
    long heapBytes() {
        long indexes = packs.stream()
                .mapToLong(pack -> pack.getFileSize(PackExt.INDEX) + 24 * pack.getObjectCount())
                .sum();
        return 8_192
                + indexes
                + packs.size() * 2_048L
                + refs.size() * 400L
                + collected.map(CollectedPack::heapBytes).orElse(0L);
    }
}

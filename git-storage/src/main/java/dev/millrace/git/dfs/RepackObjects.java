package dev.millrace.git.dfs;

import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.jspecify.annotations.Nullable;

/** The objects of one repository while its packs are replaced: here, committing a pack is a separate transaction. */
final class RepackObjects extends StagedObjects {

    private final Replacement replacement;

    RepackObjects(
            DfsRepository repository,
            ObjectStore store,
            Supplier<List<DfsPackDescription>> packs,
            Path scratch,
            Clock clock,
            PackMemory packMemory,
            String owner,
            Replacement replacement) {
        super(repository, store, packs, scratch, clock, packMemory, owner);
        this.replacement = replacement;
    }

    @Override
    protected void commitPackImpl(
            Collection<DfsPackDescription> added, @Nullable Collection<DfsPackDescription> replaced)
            throws IOException {
        super.commitPackImpl(added, null);
        for (StagedPack pack : staged()) {
            // JGit's compactor opens a size index even when it writes none
            pack.keepOnly(file -> pack.description().hasFileExt(file.extension()));
        }
        replacement.commit(replaced == null ? List.of() : replaced);
        committed();
    }

    /** As JGit's collectors commit, for packs that were written by other programs. */
    void replace(Collection<DfsPackDescription> added, Collection<DfsPackDescription> replaced) throws IOException {
        boolean committed = false;
        try {
            commitPack(added, replaced);
            committed = true;
        } finally {
            if (!committed) {
                rollbackPack(added);
            }
        }
    }

    /** Makes what is staged replace packs. */
    interface Replacement {

        void commit(Collection<DfsPackDescription> replaced) throws IOException;
    }
}

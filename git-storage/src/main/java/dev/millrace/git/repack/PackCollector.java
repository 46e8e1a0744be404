package dev.millrace.git.repack;

import dev.millrace.git.dfs.RepackSession;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;

/** Repacks everything in a repository, and commits the result. */
interface PackCollector {

    /** Larger blobs are stored undeltified, in bytes: reading one that is a delta needs it and its base in memory. */
    int LARGEST_DELTA = 32 << 20;

    /** Its name in logs. */
    String title();

    /**
     * @param isCancelled polled often; once true, nothing is committed any more
     * @return the new packs
     * @throws dev.millrace.git.dfs.ReplacedMeanwhile if another process replaced packs meanwhile
     * @throws IOException if it failed; nothing was changed
     */
    List<DfsPackDescription> collect(RepackSession session, BooleanSupplier isCancelled) throws IOException;
}

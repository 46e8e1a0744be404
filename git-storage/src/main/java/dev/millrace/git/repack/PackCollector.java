package dev.millrace.git.repack;

import dev.millrace.git.dfs.RepackSession;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;

/** Packs everything in a repository anew, and commits that. */
interface PackCollector {

    /** Larger blobs are stored whole, in bytes: who reads one that is a delta needs it and its base in memory. */
    int LARGEST_DELTA = 32 << 20;

    /** What it is called in logs. */
    String title();

    /**
     * @param isCancelled asked often; once true, nothing is committed any more
     * @return the new packs
     * @throws dev.millrace.git.dfs.ReplacedMeanwhile if somebody else exchanged packs meanwhile
     * @throws IOException if it failed; nothing was changed
     */
    List<DfsPackDescription> collect(RepackSession session, BooleanSupplier isCancelled) throws IOException;
}

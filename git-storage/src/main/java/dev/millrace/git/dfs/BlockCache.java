package dev.millrace.git.dfs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.internal.storage.dfs.DfsBlockCache;
import org.eclipse.jgit.internal.storage.dfs.DfsBlockCacheConfig;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.jspecify.annotations.Nullable;

/**
 * JGit's block cache, one for the whole process. Its default, 32 MiB in blocks of 64 KiB, causes over a thousand reads for
 * a clone that needs seventy, and one big index evicts everything else.
 */
public final class BlockCache {

    /** Bytes; also how far apart blocks of a pack begin. */
    public static final int BLOCK_SIZE = 1024 * 1024;

    /** Indexes survive this many turns of the clock, which evicts plain blocks immediately. */
    private static final int HOT = 4;

    private static @Nullable Double heapShare;
    private static boolean repositoryOpened;

    private BlockCache() {}

    /**
     * Sets the cache up. Packs opened earlier would keep their previous cache, so this must be called first.
     *
     * @throws IllegalStateException if a repository was opened before with a cache of another size
     */
    public static synchronized void configure(double share) {
        if (heapShare != null && heapShare == share) {
            return;
        }
        if (repositoryOpened) {
            throw new IllegalStateException(
                    "the block cache was to get %s of the heap after a repository was opened with %s"
                            .formatted(share, heapShare == null ? "JGit's default" : heapShare));
        }
        long bytes = Math.max(16L * BLOCK_SIZE, (long) (Runtime.getRuntime().maxMemory() * share));
        DfsBlockCache.reconfigure(new DfsBlockCacheConfig()
                .setBlockSize(BLOCK_SIZE)
                .setBlockLimit(bytes / BLOCK_SIZE * BLOCK_SIZE)
                .setStreamRatio(0.5)
                .setCacheHotMap(Map.of(
                        PackExt.INDEX, HOT,
                        PackExt.REVERSE_INDEX, HOT,
                        PackExt.BITMAP_INDEX, HOT,
                        PackExt.COMMIT_GRAPH, HOT,
                        PackExt.OBJECT_SIZE_INDEX, HOT)));
        heapShare = share;
    }

    /**
     * Registers metrics of the cache: {@code millrace.git.blocks.bytes}, {@code .hits}, {@code .misses} and
     * {@code .evictions}, each by kind of file.
     */
    public static void watch(MeterRegistry meters) {
        for (PackExt kind : PackExt.values()) {
            var tags = List.of(Tag.of("file", kind.getExtension()));
            meters.gauge("millrace.git.blocks.bytes", tags, kind, of -> at(cache().getCurrentSize(), of));
            meters.more().counter("millrace.git.blocks.hits", tags, kind, of -> at(cache().getHitCount(), of));
            meters.more().counter("millrace.git.blocks.misses", tags, kind, of -> at(cache().getMissCount(), of));
            meters.more().counter("millrace.git.blocks.evictions", tags, kind, of -> at(cache().getEvictions(), of));
        }
    }

    private static DfsBlockCache cache() {
        return DfsBlockCache.getInstance();
    }

    /** JGit's arrays end with the last kind that was met. */
    private static double at(long[] byKind, PackExt kind) {
        return kind.getPosition() < byKind.length ? byKind[kind.getPosition()] : 0;
    }

    static synchronized void repositoryOpens() {
        repositoryOpened = true;
    }
}

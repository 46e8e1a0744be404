package dev.millrace.git.dfs;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Function;
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

    private static final String FILE = "file";

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
            Gauge.builder("millrace.git.blocks.bytes", kind, of -> at(cache().getCurrentSize(), of))
                    .description("heap that cached blocks of packs and indexes use")
                    .baseUnit("bytes")
                    .tag(FILE, kind.getExtension())
                    .register(meters);
            counter(meters, "hits", "reads of blocks that were cached", kind, DfsBlockCache::getHitCount);
            counter(meters, "misses", "reads of blocks that were not cached", kind, DfsBlockCache::getMissCount);
            counter(meters, "evictions", "blocks evicted", kind, DfsBlockCache::getEvictions);
        }
    }

    private static void counter(
            MeterRegistry meters, String what, String description, PackExt kind, Function<DfsBlockCache, long[]> of) {
        FunctionCounter.builder("millrace.git.blocks." + what, kind, each -> at(of.apply(cache()), each))
                .description(description)
                .tag(FILE, kind.getExtension())
                .register(meters);
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

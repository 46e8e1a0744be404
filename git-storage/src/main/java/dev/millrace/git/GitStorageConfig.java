package dev.millrace.git;

import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.PackLimits;
import java.nio.file.Path;

/**
 * How this process uses the storage.
 *
 * @param scratch directory for packs that are being written; best on the file system of a directory store, so that a
 *     finished pack is moved there without a copy
 * @param blockCacheHeapShare part of the heap for pack blocks and indexes, 0.05 to 0.6; 0.25 to 0.4 is recommended
 * @param instanceHeapShare part of the heap for open repositories (refs and pinned indexes), 0.01 to 0.4
 * @param packs limits of packs from outside
 * @param histories memory of walks over histories while refs are moved
 * @param node name of this process in upload intents, human-readable
 */
public record GitStorageConfig(
        Path scratch,
        double blockCacheHeapShare,
        double instanceHeapShare,
        PackLimits packs,
        HistoryMemory histories,
        String node) {

    public GitStorageConfig {
        requireShare("block cache heap share", blockCacheHeapShare, 0.05, 0.6);
        requireShare("instance heap share", instanceHeapShare, 0.01, 0.4);
    }

    /** 30 % of the heap for blocks, 15 % for open repositories. */
    public static GitStorageConfig withDefaults(Path scratch) {
        return withDefaults(scratch, PackLimits.withDefaults());
    }

    /** The same shares with limits of packs. */
    public static GitStorageConfig withDefaults(Path scratch, PackLimits packs) {
        return new GitStorageConfig(
                scratch,
                0.30,
                0.15,
                packs,
                new HistoryMemory(),
                "pid-" + ProcessHandle.current().pid());
    }

    private static void requireShare(String what, double value, double least, double most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s %s is not from %s to %s".formatted(what, value, least, most));
        }
    }
}

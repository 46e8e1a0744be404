package dev.millrace.git.repack;

import java.time.Duration;

/**
 * When packs are worked on, and with what.
 *
 * @param collector who makes full repacks
 * @param git the native git program: a path, or a name to be found on the search path
 * @param compactAbove packs beside the repacked ones that are left alone, 1 or more; advised is 20
 * @param repackShare part of the repacked bytes that may come in before everything is repacked, above 0; advised is 0.3
 * @param repackObjects objects that may come in before everything is repacked, 1 or more: each is one that no bitmap knows;
 *     advised is 6,700, with which git's own {@code gc.auto} begins
 * @param leastObjects objects that make a first repack of a repository of our own worthwhile; a mirror is always repacked
 * @param garbageLife how long unreachable objects are kept
 * @param restFactor how many times as long as the last full repack took the next one waits
 */
public record MaintenanceConfig(
        Collector collector,
        String git,
        int compactAbove,
        double repackShare,
        int repackObjects,
        int leastObjects,
        Duration garbageLife,
        int restFactor) {

    /** Who makes full repacks. */
    public enum Collector {
        /** Native git if it is there and works, else JGit. */
        AUTO,
        /** Native git, or nobody. */
        NATIVE,
        /** JGit. */
        JGIT
    }

    public MaintenanceConfig {
        if (compactAbove < 1) {
            throw new IllegalArgumentException(
                    "compaction above %d packs is not above 1 or more".formatted(compactAbove));
        }
        if (repackShare <= 0) {
            throw new IllegalArgumentException("repack share %s is not above 0".formatted(repackShare));
        }
        if (repackObjects < 1) {
            throw new IllegalArgumentException(
                    "repack above %d objects is not above 1 or more".formatted(repackObjects));
        }
        if (garbageLife.isNegative() || restFactor < 0) {
            throw new IllegalArgumentException(
                    "garbage life %s or rest factor %d is negative".formatted(garbageLife, restFactor));
        }
    }

    /** 20 packs, 30 % or 6,700 objects, 100 objects at first, 14 days, and twenty times the time of a repack between two. */
    public static MaintenanceConfig withDefaults() {
        return new MaintenanceConfig(Collector.AUTO, "git", 20, 0.3, 6_700, 100, Duration.ofDays(14), 20);
    }
}

package dev.millrace.git.repack;

import java.time.Duration;

/**
 * When packs are maintained, and with what.
 *
 * @param collector what performs full repacks
 * @param git the native git program: a path, or a name to be found on the search path
 * @param compactAbove packs in addition to the repacked ones that are left alone, 1 or more; 20 is recommended
 * @param repackShare part of the repacked bytes that may be added before everything is repacked, above 0; 0.3 is
 *     recommended
 * @param repackObjects objects that may be added before everything is repacked, 1 or more: no bitmap covers them; 6,700 is
 *     recommended, with which git's own {@code gc.auto} begins
 * @param leastObjects objects that make a first repack of a repository of our own worthwhile; a mirror is always repacked
 * @param garbageLife how long unreachable objects are kept
 * @param restFactor pause before the next full repack, as a multiple of the last one's duration
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

    /** What performs full repacks. */
    public enum Collector {
        /** Native git if it is installed and works, else JGit. */
        AUTO,
        /** Native git, or none. */
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

    /**
     * 20 packs, 30 % or 6,700 objects, 100 objects at first, 14 days, and a pause of twenty times the last repack's
     * duration.
     */
    public static MaintenanceConfig withDefaults() {
        return new MaintenanceConfig(Collector.AUTO, "git", 20, 0.3, 6_700, 100, Duration.ofDays(14), 20);
    }
}

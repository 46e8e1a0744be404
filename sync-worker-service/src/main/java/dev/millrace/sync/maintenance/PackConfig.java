package dev.millrace.sync.maintenance;

import dev.millrace.git.maintenance.MaintenanceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this worker keeps packs: {@code millrace.maintenance.*}. */
@ConfigMapping(prefix = "millrace.maintenance")
interface PackConfig {

    /** Repositories at once in this process; 0 leaves maintenance to other processes. */
    @WithDefault("1")
    int workers();

    /** A lease that is not renewed for so long is free; it is renewed three times in that time. */
    @WithDefault("15S")
    Duration lease();

    /** Who makes full repacks: {@code auto} is native git where it is installed and JGit elsewhere. */
    @WithDefault("auto")
    MaintenanceConfig.Collector collector();

    /** Path or name of native git. */
    @WithDefault("git")
    String git();

    /** New packs beside the repacked ones that are left alone, 1 or more. */
    @WithDefault("20")
    int compactAbove();

    /** Part of the repacked bytes that may come in before everything is packed anew. */
    @WithDefault("0.3")
    double repackShare();

    /** Objects that may come in before everything is packed anew, 1 or more. */
    @WithDefault("6700")
    int repackObjects();

    /** Objects that make the first repack of a repository of our own worthwhile. */
    @WithDefault("100")
    int leastObjects();

    /** How long unreachable objects are kept. */
    @WithDefault("14D")
    Duration garbageLife();

    /** How many times as long as the last full repack of a repository took the next one waits. */
    @WithDefault("20")
    int restFactor();

    default MaintenanceConfig toMaintenance() {
        return new MaintenanceConfig(
                collector(),
                git(),
                compactAbove(),
                repackShare(),
                repackObjects(),
                leastObjects(),
                garbageLife(),
                restFactor());
    }
}

package dev.millrace.sync.maintenance;

import dev.millrace.git.repack.MaintenanceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Repacking, {@code millrace.maintenance.*}. */
@ConfigMapping(prefix = "millrace.maintenance")
interface PackConfig {

    /** Repositories that one process repacks at the same time; 0 for none. */
    @WithDefault("1")
    int workers();

    /** A worker without a heartbeat for this long loses its lease; it renews three times as often. */
    @WithDefault("15S")
    Duration lease();

    /** What makes full repacks: {@code auto} is native git where it is installed, otherwise JGit. */
    @WithDefault("auto")
    MaintenanceConfig.Collector collector();

    /** Path or name of native git. */
    @WithDefault("git")
    String git();

    /** New packs that are left next to the repacked ones, 1 or more. */
    @WithDefault("20")
    int compactAbove();

    /** A full repack starts when this share of the repacked bytes has been added. */
    @WithDefault("0.3")
    double repackShare();

    /** A full repack starts when this many objects have been added, 1 or more. */
    @WithDefault("6700")
    int repackObjects();

    /** Objects before the first repack of a repository of a team's own. */
    @WithDefault("100")
    int leastObjects();

    /** How long unreachable objects are kept. */
    @WithDefault("14D")
    Duration garbageLife();

    /** Pause before the next full repack, as a multiple of the last one's duration. */
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

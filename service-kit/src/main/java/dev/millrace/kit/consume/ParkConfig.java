package dev.millrace.kit.consume;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What waits behind dead letters, {@code millrace.parked.*}. */
@ConfigMapping(prefix = "millrace.parked")
interface ParkConfig {

    /**
     * Records of one key that wait behind a dead letter, in consumers that keep the order. Further ones become dead letters
     * themselves, and their order is lost.
     */
    @WithDefault("1000")
    int records();
}

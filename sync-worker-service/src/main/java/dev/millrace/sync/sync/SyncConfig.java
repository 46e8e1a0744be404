package dev.millrace.sync.sync;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this worker works: {@code millrace.sync.*}. */
@ConfigMapping(prefix = "millrace.sync")
interface SyncConfig {

    /** Passes at once in this process, 1 or more. */
    @WithDefault("4")
    int workers();

    /** How long after a success the upstream is looked at again without any hint. */
    @WithDefault("60S")
    Duration sweepInterval();

    /** A lease that is not renewed for so long is free; it is renewed three times in that time. */
    @WithDefault("12S")
    Duration lease();

    /** How long an upstream may send nothing in the middle of an answer. */
    @WithDefault("60S")
    Duration idleTimeout();

    /** Wait after the first failure; it doubles with each further one. */
    @WithDefault("1S")
    Duration firstBackoff();

    /** Longest wait after a failure. */
    @WithDefault("5M")
    Duration longestBackoff();

    /** Wait after the forge refused our credentials, unless somebody acts before. */
    @WithDefault("1H")
    Duration credentialsBackoff();
}

package dev.millrace.sync.sync;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this worker works: {@code millrace.sync.*}. */
@ConfigMapping(prefix = "millrace.sync")
public interface SyncConfig {

    /** Passes at once in this process, 1 or more. */
    @WithDefault("4")
    int workers();

    /** How long after a success the upstream of an active repository is looked at again without any hint, at the latest. */
    @WithDefault("60S")
    Duration sweepInterval();

    /** The same for a repository in which nothing has happened for long. */
    @WithDefault("15M")
    Duration longestSweepInterval();

    /** Passes at once, in all processes, over upstreams that count our calls together; 1 or more. */
    @WithDefault("50")
    int runningPerBudget();

    /** How long a commit that somebody waits for is looked for again and again. */
    @WithDefault("2M")
    Duration awaitCommit();

    /** How long to wait before looking again for it. */
    @WithDefault("1S")
    Duration awaitPause();

    /** Refs on demand (heads of changes) that are kept for one mirror; the oldest leave first. */
    @WithDefault("200")
    int demandedRefs();

    /** How often repositories that follow something are compared with the mirrors that there are. */
    @WithDefault("30S")
    Duration attachInterval();

    /** A lease that is not renewed for so long is free; it is renewed three times in that time. */
    @WithDefault("12S")
    Duration lease();

    /** How long an upstream may send nothing in the middle of an answer. */
    @WithDefault("60S")
    Duration idleTimeout();

    /** How many bytes a second it must send while it sends objects, on average over that time; 0 for no limit. */
    @WithDefault("1K")
    MemorySize slowestTransfer();

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

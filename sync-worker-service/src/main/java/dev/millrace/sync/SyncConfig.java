package dev.millrace.sync;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Mirrors, {@code millrace.sync.*}. */
@ConfigMapping(prefix = "millrace.sync")
public interface SyncConfig {

    /** Sync passes at the same time in one process. */
    @WithDefault("4")
    int workers();

    /**
     * Longest time from a successful pass to the next poll of the upstream, for a repository that was active in the
     * last day.
     */
    @WithDefault("60S")
    Duration pollInterval();

    /** Longest interval between polls of an idle repository; the interval grows up to this with each idle day. */
    @WithDefault("15M")
    Duration longestPollInterval();

    /** Passes at the same time, in all processes, that count against one rate limit. */
    @WithDefault("50")
    int runningPerBudget();

    /** How long a pass polls the upstream for a commit that a caller waits for. */
    @WithDefault("2M")
    Duration awaitCommit();

    /** Pause between polls for such a commit. */
    @WithDefault("1S")
    Duration awaitPause();

    /** Heads of changes that are kept for one mirror; the oldest are removed first. */
    @WithDefault("200")
    int demandedRefs();

    /** Interval at which the repositories that follow an upstream are compared with the mirrors. */
    @WithDefault("30S")
    Duration attachInterval();

    /** A worker without a heartbeat for this long loses its lease; it renews three times as often. */
    @WithDefault("12S")
    Duration lease();

    /** How long an upstream may send nothing within a response. */
    @WithDefault("60S")
    Duration idleTimeout();

    /**
     * Bytes per second that an upstream must send while it sends objects, on average over {@code idle-timeout}; 0 for
     * no limit.
     */
    @WithDefault("1K")
    MemorySize slowestTransfer();

    /** Wait after the first failure; it doubles with each further one. */
    @WithDefault("1S")
    Duration firstBackoff();

    /** Longest wait after a failure. */
    @WithDefault("5M")
    Duration longestBackoff();

    /** Wait in state {@code REFUSED}, after the upstream rejected the credential or nothing could be mirrored. */
    @WithDefault("1H")
    Duration credentialsBackoff();
}

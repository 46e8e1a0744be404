package dev.millrace.githttp.lfs;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Limits of Git LFS, {@code millrace.git-http.lfs.*}. */
@ConfigMapping(prefix = "millrace.git-http.lfs")
public interface LfsConfig {

    /** Largest object. {@code quarkus.http.limits.max-body-size} (8G) limits it, too. */
    @WithDefault("4G")
    MemorySize maxObject();

    /** Objects in one batch request. */
    @WithDefault("1000")
    int maxBatch();

    /** Size of all objects of one repository together; unlimited by default. */
    Optional<MemorySize> maxRepository();

    /**
     * Concurrent uploads and downloads in one process, at most half of them for one team. Each upload keeps its bytes in the
     * scratch directory.
     */
    @WithDefault("64")
    int concurrency();

    /** How long a transfer waits for a permit before it gets 429 with {@code Retry-After}. */
    @WithDefault("PT10S")
    Duration acquireTimeout();

    /** Time limit of one transfer. */
    @WithDefault("PT6H")
    Duration deadline();

    /** How long a client may send nothing of its request or upload before it gets 408, or accept none of our bytes. */
    @WithDefault("PT1M")
    Duration stall();

    /** Interval of garbage collection. */
    @WithDefault("PT1H")
    Duration garbageCollectionInterval();

    /** Age at which an unfinished upload is deleted. */
    @WithDefault("PT24H")
    Duration uploadsKept();

    /** How long objects of a deleted repository are kept. */
    @WithDefault("P14D")
    Duration deletedKept();
}

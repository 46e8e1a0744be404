package dev.millrace.githttp.lfs;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Limits of Git LFS, {@code millrace.git-http.lfs.*}. */
@ConfigMapping(prefix = "millrace.git-http.lfs")
public interface LfsConfig {

    /** Largest object; {@code quarkus.http.limits.max-body-size} must allow it too. */
    @WithDefault("4G")
    MemorySize maxObject();

    /** How many objects one batch may ask for. */
    @WithDefault("1000")
    int maxBatch();

    /** How much all objects of one repository may hold together; no limit if absent. */
    Optional<MemorySize> maxRepository();

    /** How many uploads and downloads go on at once in this process; the others wait. */
    @WithDefault("64")
    int concurrency();

    /** How long a transfer waits for its turn before it is sent away with 429. */
    @WithDefault("PT10S")
    Duration patience();

    /** How long one transfer may take. */
    @WithDefault("PT6H")
    Duration deadline();

    /** How long a client may send nothing of its upload, which is answered 408 then, or not take our bytes. */
    @WithDefault("PT1M")
    Duration stall();

    /** How often abandoned files are looked for. */
    @WithDefault("PT1H")
    Duration sweepEvery();

    /** Age at which an upload that never ended is swept away. */
    @WithDefault("PT24H")
    Duration uploadsKept();

    /** How long the objects of a deleted repository are kept. */
    @WithDefault("P14D")
    Duration deletedKept();
}

package dev.millrace.pipeline.file;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Files of jobs that outlive them, {@code millrace.pipeline.files.*}. */
@ConfigMapping(prefix = "millrace.pipeline.files")
public interface FileConfig {

    /**
     * Where artifacts and caches are kept: {@code objects} for the store of {@code millrace.git.store}, which all instances of the
     * pipeline service must reach then; {@code none} to keep none.
     */
    @WithDefault("none")
    Storage storage();

    /** Bytes of the files of one artifact together, before they are compressed. A job with a larger one fails. */
    @WithDefault("1G")
    MemorySize artifactSize();

    /** Files of one artifact. A job with more in one fails. */
    @WithDefault("20000")
    int artifactFiles();

    /** Bytes of the files of all artifacts of one build together, before they are compressed. A job that exceeds it fails. */
    @WithDefault("5G")
    MemorySize buildSize();

    /** How long an artifact is kept that states no {@code keep}. */
    @WithDefault("30d")
    Duration artifactRetention();

    /** Bytes of the files of one cache together, before they are compressed. A larger one is not saved. */
    @WithDefault("2G")
    MemorySize cacheSize();

    /** Files of one cache. One with more is not saved. */
    @WithDefault("200000")
    int cacheFiles();

    /** Bytes of all caches of one repository of a team together, compressed. Those that were not used for longest are deleted. */
    @WithDefault("10G")
    MemorySize repositoryCaches();

    /** How long a cache is kept that no job uses. */
    @WithDefault("14d")
    Duration cacheRetention();

    /** Where artifacts and caches are kept. */
    enum Storage {
        /** nowhere */
        NONE,
        /** in the directory or bucket where packs are, too */
        OBJECTS
    }
}

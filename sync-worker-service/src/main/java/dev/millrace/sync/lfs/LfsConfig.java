package dev.millrace.sync.lfs;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Large files of mirrors: {@code millrace.sync.lfs.*}. */
@ConfigMapping(prefix = "millrace.sync.lfs")
public interface LfsConfig {

    /** Largest LFS object that is fetched; larger ones are listed in {@code faults}. */
    @WithDefault("4G")
    MemorySize maxObject();

    /** Size of all LFS objects of one mirror together. */
    @WithDefault("100G")
    MemorySize maxRepository();
}

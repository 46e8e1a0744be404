package dev.millrace.sync.lfs;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Large files of mirrors: {@code millrace.sync.lfs.*}. */
@ConfigMapping(prefix = "millrace.sync.lfs")
public interface LfsConfig {

    /** The largest that is fetched; larger ones are told of, and stay at the upstream. */
    @WithDefault("4G")
    MemorySize maxObject();

    /** How much all of one mirror may hold together. */
    @WithDefault("100G")
    MemorySize maxRepository();
}

package dev.millrace.sync.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Comparing what installations cover with what the forge lists, {@code millrace.sync.installation-list.*}. */
@ConfigMapping(prefix = "millrace.sync.installation-list")
interface ListConfig {

    /** Whether the repositories of installations are compared with what GitHub lists. */
    @WithDefault("true")
    boolean enabled();

    /** From one comparison for an installation to the next; each time up to a quarter more or less. */
    @WithDefault("1H")
    Duration interval();
}

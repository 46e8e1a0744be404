package dev.millrace.sync.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the storage is cleaned: {@code millrace.retention.*}. The retention times are {@code millrace.git.retention.*}. */
@ConfigMapping(prefix = "millrace.retention")
interface RetentionSchedule {

    /** How often the storage is cleaned; a run that is due while one is under way is left out. */
    @WithDefault("10M")
    Duration interval();

    /** From the start of the process to the first run. */
    @WithDefault("1M")
    Duration firstAfter();
}

package dev.millrace.kit.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When old events are removed from the inbox: {@code millrace.inbox.*}. Read by the timer of {@link InboxRetention}. */
@ConfigMapping(prefix = "millrace.inbox")
interface InboxConfig {

    /** Interval between runs. */
    @WithDefault("1H")
    Duration retentionInterval();

    /** Delay from the start of the process to the first run. */
    @WithDefault("1M")
    Duration retentionDelay();
}

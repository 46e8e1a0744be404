package dev.millrace.kit.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When old events are removed from the inbox: {@code millrace.inbox.*}. Read by the timer of {@link InboxRetention}. */
@ConfigMapping(prefix = "millrace.inbox")
interface InboxConfig {

    /** How often. */
    @WithDefault("1H")
    Duration retentionInterval();

    /** From the start of the process to the first time. */
    @WithDefault("1M")
    Duration retentionDelay();
}

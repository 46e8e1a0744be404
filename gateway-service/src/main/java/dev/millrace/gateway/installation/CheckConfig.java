package dev.millrace.gateway.installation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Checking installations at the forge, {@code millrace.gateway.installation-check.*}. */
@ConfigMapping(prefix = "millrace.gateway.installation-check")
interface CheckConfig {

    /** Whether the installations of connected Apps are compared with what GitHub lists. */
    @WithDefault("true")
    boolean enabled();

    /** From one check of an App's installations to the next; each time up to a quarter more or less. */
    @WithDefault("10M")
    Duration interval();
}

package dev.millrace.gateway.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Sessions of browsers, {@code millrace.gateway.session.*}. */
@ConfigMapping(prefix = "millrace.gateway.session")
interface SessionConfig {

    /** How long a session is valid after the sign-in. */
    @WithDefault("12h")
    Duration lifetime();
}

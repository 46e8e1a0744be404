package dev.millrace.githttp.forward;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How pushes go on to upstreams, {@code millrace.git-http.forward.*}. */
@ConfigMapping(prefix = "millrace.git-http.forward")
public interface ForwardConfig {

    /** How long an upstream may take to accept a connection. */
    @WithDefault("PT10S")
    Duration connectTimeout();

    /** How long an upstream may neither take nor send anything; its hooks run in this time. */
    @WithDefault("PT2M")
    Duration idleTimeout();

    /** How long an upstream is asked whether it took a push, when the connection broke before it said so. */
    @WithDefault("PT10S")
    Duration settle();

    /** Connections to one address of an upstream at once. */
    @WithDefault("64")
    int connections();
}

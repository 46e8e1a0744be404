package dev.millrace.githttp.forward;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Pushes that are forwarded to upstreams, {@code millrace.git-http.forward.*}. */
@ConfigMapping(prefix = "millrace.git-http.forward")
public interface ForwardConfig {

    /** How long an upstream may take to accept a connection. */
    @WithDefault("PT10S")
    Duration connectTimeout();

    /** How long an upstream may neither accept nor send bytes; its hooks run in this time. */
    @WithDefault("PT2M")
    Duration idleTimeout();

    /** How long the upstream is polled for the result of a push when the connection broke before the report arrived. */
    @WithDefault("PT10S")
    Duration settle();

    /** Connections to one address of an upstream. */
    @WithDefault("64")
    int connections();
}

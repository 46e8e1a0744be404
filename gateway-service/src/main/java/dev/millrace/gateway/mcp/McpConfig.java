package dev.millrace.gateway.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the server for coding agents, {@code millrace.mcp.*}. */
@ConfigMapping(prefix = "millrace.mcp")
interface McpConfig {

    /** Requests of agents at the same time, in each gateway; further ones get 503 with {@code Retry-After}. */
    @WithDefault("64")
    int atOnce();
}

package dev.millrace.githttp.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the calls of the repository API, {@code millrace.repository-api.*}. */
@ConfigMapping(prefix = "millrace.repository-api")
public interface ApiConfig {

    /** How long a call may compute; then it gets 504. Waiting for the client or for an upstream is not counted. */
    @WithDefault("PT30S")
    Duration deadline();

    /** How long a call waits for a permit to compute before it gets 503 with {@code Retry-After}. */
    @WithDefault("PT10S")
    Duration acquireTimeout();
}

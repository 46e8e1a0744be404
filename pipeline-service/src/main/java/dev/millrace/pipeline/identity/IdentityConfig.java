package dev.millrace.pipeline.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Identity tokens of jobs, {@code millrace.pipeline.identity.*}. */
@ConfigMapping(prefix = "millrace.pipeline.identity")
public interface IdentityConfig {

    /** How long a token is valid, from the begin of its job; 1 minute to 24 hours. */
    @WithDefault("1h")
    Duration lifetime();

    /** How long a key signs tokens before the next one does; 2 days or more. */
    @WithDefault("90d")
    Duration keyLifetime();
}

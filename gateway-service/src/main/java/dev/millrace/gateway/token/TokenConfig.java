package dev.millrace.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of access tokens, {@code millrace.gateway.token.*}. */
@ConfigMapping(prefix = "millrace.gateway.token")
interface TokenConfig {

    /** How long an access token is valid if its creator does not state it. */
    @WithDefault("90d")
    Duration lifetime();

    /** How long an access token can be valid; a request for more is rejected. */
    @WithDefault("365d")
    Duration longestLifetime();

    /**
     * Active access tokens of one team, those of its members included: every service keeps all of them in memory, about 1 KiB
     * each. A request for one more is rejected.
     */
    @WithDefault("1000")
    int perTeam();
}

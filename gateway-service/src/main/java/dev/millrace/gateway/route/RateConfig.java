package dev.millrace.gateway.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits on how often one client may send requests, {@code millrace.gateway.rate.*}. */
@ConfigMapping(prefix = "millrace.gateway.rate")
interface RateConfig {

    /** Requests per second with one credential, in each gateway; five seconds' worth at once. 0 for no limit. */
    @WithDefault("1000")
    int perToken();

    /**
     * Requests per second from one address, in each gateway; five seconds' worth at once. An IPv6 network of 64 bits counts
     * as one address. 0 for no limit.
     */
    @WithDefault("2000")
    int perAddress();
}

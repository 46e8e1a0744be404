package dev.millrace.gateway.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of request bodies on their way to a service, {@code millrace.gateway.upload.*}. */
@ConfigMapping(prefix = "millrace.gateway.upload")
interface UploadConfig {

    /**
     * How many bodies may be incomplete at once on their way to one service; one more, and the one that has been silent
     * longest is answered 503. Must leave connections to the service free: there are 512.
     */
    @WithDefault("400")
    int atOnce();

    /** How many of them may come from one address, or of IPv6 from one network of 64 bits. */
    @WithDefault("128")
    int perSender();

    /** How long a client may send nothing of a body that it has announced before it is answered 408. */
    @WithDefault("30S")
    Duration stall();

    /** How long the whole body of a webhook may take before it is answered 408; GitHub disconnects after 10 s. */
    @WithDefault("10S")
    Duration webhookDeadline();
}

package dev.millrace.gateway.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of request bodies on their way to a service, {@code millrace.gateway.upload.*}. */
@ConfigMapping(prefix = "millrace.gateway.upload")
interface UploadConfig {

    /**
     * Incomplete bodies at the same time on their way to one service; at the limit, the one that was silent longest
     * gets 503. Must leave some of the 512 connections to the service free.
     */
    @WithDefault("400")
    int atOnce();

    /** Incomplete bodies from one address; an IPv6 network of 64 bits counts as one address. */
    @WithDefault("128")
    int perSender();

    /** How long a client may send nothing of an announced body before it gets 408. */
    @WithDefault("30S")
    Duration stall();

    /** How long the whole body of a webhook may take before it gets 408. GitHub disconnects after 10 s. */
    @WithDefault("10S")
    Duration webhookDeadline();
}

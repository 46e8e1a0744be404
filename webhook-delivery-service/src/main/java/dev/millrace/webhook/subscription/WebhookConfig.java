package dev.millrace.webhook.subscription;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Outgoing webhooks, {@code millrace.webhooks.*}. */
@ConfigMapping(prefix = "millrace.webhooks")
public interface WebhookConfig {

    /** Webhooks of one team. */
    @WithDefault("100")
    int perTeam();

    /** Deliveries that one process sends at the same time. */
    @WithDefault("16")
    int workers();

    /** Deliveries that all processes together send to one webhook at the same time. */
    @WithDefault("4")
    int workersPerWebhook();

    /** Time limit of one attempt, from connecting to the end of the response. */
    @WithDefault("PT10S")
    Duration timeout();

    /**
     * How long a delivery belongs to the process that sends it. Must be longer than a host lookup (5 s) and {@code
     * timeout} together; after that, another process sends it, too.
     */
    @WithDefault("PT1M")
    Duration lease();

    /** Wait before the second attempt; it doubles with each further one. */
    @WithDefault("PT5S")
    Duration firstBackoff();

    /** Longest wait between two attempts. */
    @WithDefault("PT1H")
    Duration longestBackoff();

    /** How long after its first attempt a delivery is retried. */
    @WithDefault("P3D")
    Duration retryFor();

    /** A webhook is disabled when all attempts have failed for this long. */
    @WithDefault("P3D")
    Duration disableAfter();

    /** How much of a response body is kept. */
    @WithDefault("16K")
    MemorySize maxResponse();

    /** How long deliveries are kept; must be longer than {@code retry-for}. */
    @WithDefault("P30D")
    Duration kept();

    /** Interval at which old deliveries are deleted. */
    @WithDefault("PT1H")
    Duration cleanEvery();
}

package dev.millrace.githttp.webhook.subscription;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How webhooks are sent, {@code millrace.webhooks.*}. */
@ConfigMapping(prefix = "millrace.webhooks")
public interface WebhookConfig {

    /** How many webhooks a team may have. */
    @WithDefault("100")
    int perTeam();

    /** How many deliveries this process sends at once. */
    @WithDefault("16")
    int workers();

    /** How many of them, in all processes together, go to one webhook. */
    @WithDefault("4")
    int workersPerWebhook();

    /** How long an attempt may take, from connecting to the end of the answer. */
    @WithDefault("PT10S")
    Duration timeout();

    /**
     * How long a delivery belongs to the process that sends it; must be longer than looking up a host (5 s) and the
     * timeout together. After that another process sends it, too.
     */
    @WithDefault("PT1M")
    Duration lease();

    /** How long the first repetition waits; the wait doubles with each. */
    @WithDefault("PT5S")
    Duration firstBackoff();

    /** Longest wait between two attempts. */
    @WithDefault("PT1H")
    Duration longestBackoff();

    /** How long after its first attempt a delivery is repeated. */
    @WithDefault("P3D")
    Duration retryFor();

    /** How long all attempts must have failed until a webhook is disabled. */
    @WithDefault("P3D")
    Duration disableAfter();

    /** How much of an answer's body is kept. */
    @WithDefault("16K")
    MemorySize maxResponse();

    /** How long deliveries are kept; must be longer than they are repeated. */
    @WithDefault("P30D")
    Duration kept();

    /** How often old deliveries are looked for. */
    @WithDefault("PT1H")
    Duration cleanEvery();
}

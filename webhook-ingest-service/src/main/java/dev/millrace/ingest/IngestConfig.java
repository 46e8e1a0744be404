package dev.millrace.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Deliveries from forges, {@code millrace.ingest.*}. */
@ConfigMapping(prefix = "millrace.ingest")
public interface IngestConfig {

    /** Largest body of a delivery; GitHub sends at most 25 MB. A longer one gets 413. */
    @WithDefault("26M")
    MemorySize maxBody();

    /**
     * Memory for all bodies in flight together, at least one body of the largest size; a third of the heap by default.
     * When it is exhausted, the incomplete body that has waited longest gets 503.
     */
    Optional<MemorySize> bodyMemory();

    /** Incomplete bodies at the same time; at the limit, the one that has waited longest gets 503. */
    @WithDefault("512")
    int bodies();

    /** Incomplete bodies from one address, as the gateway sees it. */
    @WithDefault("128")
    int bodiesPerSender();

    /** How long a body may take to arrive before it gets 408. GitHub disconnects after 10 s. */
    @WithDefault("10S")
    Duration bodyDeadline();

    /** Deliveries that are stored at the same time. Must be less than the connections of the database pool. */
    @WithDefault("10")
    int concurrency();

    /** How long a delivery waits for a permit before it gets 503. GitHub disconnects after 10 s. */
    @WithDefault("5S")
    Duration acquireTimeout();

    /**
     * How long bodies are kept. They are removed a day (UTC) at a time, and none of a day on which a delivery is not
     * published yet. Without its body, a delivery cannot be replayed.
     */
    @WithDefault("14D")
    Duration keepBodies();

    /** How long delivery ids are kept to recognize repeated deliveries. */
    @WithDefault("90D")
    Duration keepGuids();

    /** How long dead letters are kept after they were released or discarded; open ones are kept until then. */
    @WithDefault("30D")
    Duration keepDeadLetters();

    /** How often bodies, GUIDs and dead letters are removed that are older than they are kept. */
    @WithDefault("1H")
    Duration retentionInterval();

    /** Publishing stored deliveries again. */
    Replay replay();

    /** Publishing stored deliveries again. */
    interface Replay {

        /** Deliveries that are published again in a second, by all instances together; 1 to 500. */
        @WithDefault("50")
        int rate();
    }
}

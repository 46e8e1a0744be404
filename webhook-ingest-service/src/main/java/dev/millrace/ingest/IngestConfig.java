package dev.millrace.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator can set about taking in deliveries. */
@ConfigMapping(prefix = "millrace.ingest")
public interface IngestConfig {

    /** GitHub's side. */
    Github github();

    /** Largest body that is read, 26 MiB unless set otherwise: GitHub sends up to 25 MB. A longer one is answered 413. */
    @WithDefault("26M")
    MemorySize maxBody();

    /**
     * How much memory bodies in flight may take together. Without it a third of the heap, and never less than one body of
     * the largest size. When it is exhausted, the incomplete body that has waited longest is answered 503.
     */
    Optional<MemorySize> bodyMemory();

    /** How many bodies may be incomplete at once; one more, and the one that has waited longest is answered 503. */
    @WithDefault("512")
    int bodies();

    /** How many of them may come from one address, as the gateway sees it. */
    @WithDefault("128")
    int bodiesPerSender();

    /** How long a body may take to arrive before it is answered 408; GitHub disconnects after 10 s. */
    @WithDefault("10S")
    Duration bodyDeadline();

    /** How many deliveries are stored at once; more wait. Fewer than the database pool has connections. */
    @WithDefault("10")
    int concurrency();

    /** How long a delivery waits for its turn before it is answered 503; GitHub hangs up after 10 s. */
    @WithDefault("5S")
    Duration patience();

    /** How long bodies are kept after they were published. */
    @WithDefault("14D")
    Duration keepBodies();

    /** How long GUIDs are remembered, which is how late a repeat is still known for one. */
    @WithDefault("90D")
    Duration keepGuids();

    /** GitHub's side. */
    interface Github {

        /**
         * Secrets that a delivery may be signed with, the newest first. Without any, every delivery is refused. To replace
         * one, put the new one in front, tell GitHub, and drop the old one when {@code ingest.hook_secret.last_matched_at}
         * shows that it has not matched for three days.
         */
        Optional<List<String>> secrets();
    }
}

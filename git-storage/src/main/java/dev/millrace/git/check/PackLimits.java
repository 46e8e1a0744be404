package dev.millrace.git.check;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How much memory packs from outside may use in this process, from all senders: clients that push, and upstreams.
 *
 * @param memory bytes of heap for all packs that are being received, together: their objects' entries, and the bases and
 *     results of deltas; at most three quarters of it for one team
 * @param structure largest tree, commit or tag in bytes; these are inflated completely, blobs are streamed
 * @param timeout how long a pack waits for memory that other packs hold; short, as it may hold a compute permit meanwhile
 */
public record PackLimits(long memory, long structure, Duration timeout) {

    /**
     * Bytes of heap for all packs that a process receives at the same time, at most three quarters of it for one team; a
     * quarter of the heap by default.
     */
    private static final String MEMORY_SETTING = "millrace.git.pack-memory";

    /**
     * Largest tree, commit or tag in bytes, in pushes and in what upstreams send; 16 MiB by default, at most a quarter of
     * {@code millrace.git.pack-memory}.
     */
    private static final String STRUCTURE_SETTING = "millrace.git.max-structure";

    private static final double HEAP_SHARE = 0.25;
    private static final long STRUCTURE = 16L << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long LEAST_MEMORY = 1L << 20;

    public PackLimits {
        if (memory < LEAST_MEMORY) {
            throw new IllegalArgumentException(
                    "the memory for packs is %d bytes, the least is %d".formatted(memory, LEAST_MEMORY));
        }
        if (structure < 1 || structure > memory) {
            throw new IllegalArgumentException(
                    "the largest tree, commit or tag is %d bytes, not from 1 to the %d bytes of memory for packs"
                            .formatted(structure, memory));
        }
    }

    /** A quarter of the heap; trees, commits and tags of up to 16 MiB, or a quarter of that memory if that is less. */
    public static PackLimits withDefaults() {
        return of((long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE), null);
    }

    /** From {@code millrace.git.pack-memory} and {@code millrace.git.max-structure}, in bytes. */
    public static PackLimits from(Config config) {
        long memory = config.getOptionalValue(MEMORY_SETTING, Long.class)
                .orElseGet(() -> withDefaults().memory());
        return of(memory, config.getOptionalValue(STRUCTURE_SETTING, Long.class).orElse(null));
    }

    private static PackLimits of(long memory, @Nullable Long structure) {
        return new PackLimits(memory, structure == null ? Math.min(STRUCTURE, memory / 4) : structure, TIMEOUT);
    }
}

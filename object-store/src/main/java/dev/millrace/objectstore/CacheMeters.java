package dev.millrace.objectstore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/**
 * What the cache counts: {@code millrace.git.cache.requests} by {@code result} ({@code hit}, {@code miss}, {@code ahead} for
 * what was fetched before it was requested, {@code direct} for reads that bypass the cache), {@code .evictions}, and the
 * bytes that it holds.
 */
final class CacheMeters {

    private final MeterRegistry registry;
    private final Counter hits;
    private final Counter misses;
    private final Counter ahead;
    private final Counter direct;
    private final Counter evictions;
    private final Counter evictedBytes;

    CacheMeters(MeterRegistry registry) {
        this.registry = registry;
        hits = requests(registry, "hit");
        misses = requests(registry, "miss");
        ahead = requests(registry, "ahead");
        direct = requests(registry, "direct");
        evictions = Counter.builder("millrace.git.cache.evictions")
                .description("files that the local cache of the bucket evicted")
                .register(registry);
        evictedBytes = Counter.builder("millrace.git.cache.evicted")
                .description("bytes that the local cache of the bucket evicted")
                .baseUnit("bytes")
                .register(registry);
    }

    private static Counter requests(MeterRegistry registry, String result) {
        return Counter.builder("millrace.git.cache.requests")
                .description("reads from the bucket through the local cache")
                .tag("result", result)
                .register(registry);
    }

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void ahead() {
        ahead.increment();
    }

    void direct() {
        direct.increment();
    }

    void evicted(long bytes) {
        evictions.increment();
        evictedBytes.increment(bytes);
    }

    void watch(LongSupplier bytes) {
        // by supplier, to which the registry holds a strong reference; an object would be garbage collected with its
        // caller
        Gauge.builder("millrace.git.cache.bytes", bytes::getAsLong)
                .description("bytes that the local cache of the bucket holds")
                .baseUnit("bytes")
                .register(registry);
    }
}

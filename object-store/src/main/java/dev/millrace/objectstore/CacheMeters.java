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
        evictions = registry.counter("millrace.git.cache.evictions");
        evictedBytes = registry.counter("millrace.git.cache.evicted.bytes");
    }

    private static Counter requests(MeterRegistry registry, String result) {
        return registry.counter("millrace.git.cache.requests", "result", result);
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
                .baseUnit("bytes")
                .register(registry);
    }
}

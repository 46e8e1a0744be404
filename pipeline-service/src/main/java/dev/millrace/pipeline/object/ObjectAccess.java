package dev.millrace.pipeline.object;

import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.ObjectStoreConfig;
import dev.millrace.objectstore.ObjectStoreConfig.InBucket;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The store of {@code millrace.git.store}, which is opened when it is needed: an instance may be configured to need none. */
@Singleton
public final class ObjectAccess {

    private final Config config;
    private final MeterRegistry meters;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable ObjectStore opened;

    ObjectAccess(Config config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    /**
     * The store; it is closed with this service.
     *
     * @throws IOException if it cannot be opened now
     */
    public ObjectStore store() throws IOException {
        opening.lock();
        try {
            ObjectStore store = opened;
            if (store == null) {
                store = withoutCache(ObjectStoreConfig.from(config)).open(key -> false, meters);
                opened = store;
            }
            return store;
        } finally {
            opening.unlock();
        }
    }

    @PreDestroy
    void close() {
        opening.lock();
        try {
            if (opened != null) {
                opened.close();
            }
        } finally {
            opening.unlock();
        }
    }

    /** Each of these objects is read seldom, and the folder of the cache belongs to the Git services. */
    private static ObjectStoreConfig withoutCache(ObjectStoreConfig given) {
        return given instanceof InBucket(var bucket, var cache, long bytes) ? new InBucket(bucket, cache, 0) : given;
    }
}

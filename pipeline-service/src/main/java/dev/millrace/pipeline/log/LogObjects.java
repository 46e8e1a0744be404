package dev.millrace.pipeline.log;

import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.ObjectStoreConfig;
import dev.millrace.objectstore.ObjectStoreConfig.InBucket;
import dev.millrace.objectstore.StoredObject;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The objects that hold logs, below {@code logs/} in the store of {@code millrace.git.store}, which is opened when it is needed. */
@Singleton
final class LogObjects {

    private final Config config;
    private final MeterRegistry meters;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable ObjectStore opened;

    LogObjects(Config config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    /** A key that no object has. */
    static String newKey(OpenLog log) {
        return "logs/%s/%d-%s".formatted(log.buildId(), log.position(), UUID.randomUUID());
    }

    /** Stores a file, which is moved. */
    void put(String key, Path file) throws IOException {
        store().put(new ObjectKey(key), file);
    }

    /**
     * Reads a part of an object.
     *
     * @throws EOFException if it ends before
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    byte[] read(String key, long from, int length) throws IOException {
        try (StoredObject object = store().open(new ObjectKey(key))) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            if (object.read(from, buffer) != length) {
                throw new EOFException("the object %s ends before %d".formatted(key, from + length));
            }
            return buffer.array();
        }
    }

    /** Deletes an object, if there is one. */
    void delete(String key) throws IOException {
        store().delete(new ObjectKey(key));
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

    private ObjectStore store() throws IOException {
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

    /** A log is read seldom, and the folder of the cache belongs to the Git services. */
    private static ObjectStoreConfig withoutCache(ObjectStoreConfig given) {
        return given instanceof InBucket(var bucket, var cache, long bytes) ? new InBucket(bucket, cache, 0) : given;
    }
}

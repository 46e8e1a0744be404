package dev.millrace.objectstore;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;

/** Which implementation of the store, and where; from {@code millrace.git.*}. */
public sealed interface ObjectStoreConfig {

    /** Where packs and LFS objects are kept: {@code directory}, or {@code s3} for a bucket. */
    String STORE = "millrace.git.store";

    /** Directory of packs (with {@code millrace.git.store=directory}), scratch files and the cache. */
    String DIRECTORY = "millrace.git.directory";

    /**
     * Local cache of the bucket, {@code .cache} in {@code millrace.git.directory} by default. May be deleted at any time.
     */
    String CACHE_DIRECTORY = "millrace.git.cache.directory";

    /** Bytes of cache that each process uses; 0 for no cache. */
    String CACHE_BYTES = "millrace.git.cache.bytes";

    /** Reads the settings. */
    static ObjectStoreConfig from(Config config) {
        Path directory = directory(config);
        String form = config.getOptionalValue(STORE, String.class).orElse("directory");
        return switch (form) {
            case "directory" -> new InDirectory(directory.resolve("packs"));
            case "s3" ->
                new InBucket(
                        S3Config.from(config),
                        config.getOptionalValue(CACHE_DIRECTORY, Path.class).orElse(directory.resolve(".cache")),
                        config.getOptionalValue(CACHE_BYTES, Long.class).orElse(10L << 30));
            default ->
                throw new IllegalArgumentException(
                        "millrace.git.store is '%s', neither 'directory' nor 's3'".formatted(form));
        };
    }

    /** Directory of this process's files; with the store {@code directory}, of the packs of all. */
    static Path directory(Config config) {
        return config.getOptionalValue(DIRECTORY, Path.class).orElse(Path.of(".millrace/git"));
    }

    /**
     * Opens the store, with meters.
     *
     * @param inChunks see {@link CachedObjectStore#open}
     */
    ObjectStore open(Predicate<ObjectKey> inChunks, MeterRegistry meters) throws IOException;

    /** Shared by all processes on one file system. */
    record InDirectory(Path folder) implements ObjectStoreConfig {

        @Override
        public ObjectStore open(Predicate<ObjectKey> inChunks, MeterRegistry meters) throws IOException {
            return new MeteredObjectStore(DirectoryObjectStore.open(folder), "directory", meters);
        }
    }

    /**
     * In a bucket, with a local cache in front.
     *
     * @param cacheBytes by each process; 0 for no cache
     */
    record InBucket(S3Config bucket, Path cache, long cacheBytes) implements ObjectStoreConfig {

        public InBucket {
            if (cacheBytes < 0) {
                throw new IllegalArgumentException("millrace.git.cache.bytes is negative: " + cacheBytes);
            }
        }

        @Override
        public ObjectStore open(Predicate<ObjectKey> inChunks, MeterRegistry meters) throws IOException {
            var far = new MeteredObjectStore(S3ObjectStore.open(bucket), "s3", meters);
            return cacheBytes == 0 ? far : CachedObjectStore.open(far, cache, cacheBytes, inChunks, meters);
        }
    }
}

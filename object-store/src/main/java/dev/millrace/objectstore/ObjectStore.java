package dev.millrace.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Immutable objects by key. Safe to share between threads and processes. Every implementation guarantees: an object is
 * visible whole or not at all; once {@link #put} has returned, it survives a power failure; it is never overwritten; and
 * only a missing object causes a {@link java.nio.file.NoSuchFileException}, every other failure another {@link IOException}.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Stores a finished file.
     *
     * @param file moved into the store: after success it no longer exists at its path
     * @throws java.nio.file.FileAlreadyExistsException if the key is taken; the object there and the file stay as they are
     */
    void put(ObjectKey key, Path file) throws IOException;

    /**
     * Opens an object for reads at any position. The caller closes it.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    StoredObject open(ObjectKey key) throws IOException;

    /**
     * As {@link #open(ObjectKey)}, with a size known beforehand, which saves a request for it. A missing object, or one of
     * another size, may then be detected only at the first read.
     *
     * @param size bytes; 0 when not known
     */
    default StoredObject open(ObjectKey key, long size) throws IOException {
        return open(key);
    }

    /** Its size in bytes; empty if there is none. */
    OptionalLong size(ObjectKey key) throws IOException;

    /** @return whether there was one */
    boolean delete(ObjectKey key) throws IOException;

    /**
     * Keys in the folder, in byte order.
     *
     * @param folder one or more segments without a trailing {@code /}, for example a repository's id
     */
    List<ObjectKey> list(ObjectKey folder) throws IOException;

    /** Recommended minimum size of one read, in bytes: more where every read costs a round trip. */
    default int blockSize() {
        return 1 << 20;
    }

    /** Releases the store's open resources; the objects stay. */
    @Override
    default void close() {
        // most implementations hold nothing
    }
}

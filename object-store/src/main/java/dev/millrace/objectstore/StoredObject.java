package dev.millrace.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An open object, for one thread at a time. One that is deleted while it is open may become unreadable: the caller that
 * deletes must know that no reader is left.
 */
public interface StoredObject extends Closeable {

    /** Bytes, 0 or more. */
    long size() throws IOException;

    /**
     * Reads from a position until the buffer is full or the object ends.
     *
     * @param position 0 or more
     * @return bytes read; -1 at or after the end
     */
    int read(long position, ByteBuffer into) throws IOException;

    /**
     * Checksum that was computed when the object was put, 64 hex digits; empty if this implementation keeps none, or does
     * not know it yet because nothing was read.
     */
    default Optional<String> sha256() {
        return Optional.empty();
    }

    /** A hint: the reader will continue from here for about this many bytes. */
    default void willRead(long position, long bytes) {
        // most implementations have nothing to prepare
    }
}

package dev.millrace.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An open object, for one thread at a time. One that is deleted while it is open may become unreadable: whoever deletes must
 * know that nobody reads any more.
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
     * Checksum that was computed when the object was put, 64 hex digits; empty if this form keeps none, or has not learned it
     * yet because nothing was read.
     */
    default Optional<String> sha256() {
        return Optional.empty();
    }

    /** The reader will go on from here for about so many bytes. A hint. */
    default void willRead(long position, long bytes) {
        // most forms have nothing to prepare
    }
}

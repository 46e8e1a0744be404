package dev.millrace.git.object;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open object. Stays readable while open, even if it is deleted meanwhile. */
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
}

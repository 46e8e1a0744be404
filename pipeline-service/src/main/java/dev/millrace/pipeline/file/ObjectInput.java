package dev.millrace.pipeline.file;

import dev.millrace.objectstore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A part of an object as a stream, which closes the object. */
public final class ObjectInput extends InputStream {

    /** A read of a bucket costs a round trip. */
    private static final int BLOCK = 1 << 20;

    private final StoredObject object;
    private final long end;
    private long at;
    private ByteBuffer block = ByteBuffer.allocate(0);

    /**
     * Bytes of an object.
     *
     * @param from offset of the first
     * @param end offset after the last
     */
    public ObjectInput(StoredObject object, long from, long end) {
        this.object = object;
        this.at = from;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!block.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(length, block.remaining());
        block.get(bytes, from, count);
        return count;
    }

    private boolean fill() throws IOException {
        if (at >= end) {
            return false;
        }
        var next = ByteBuffer.allocate((int) Math.min(BLOCK, end - at));
        int read = object.read(at, next);
        if (read <= 0) {
            throw new IOException("the object ends at %d, before %d".formatted(at, end));
        }
        at += read;
        block = next.flip();
        return true;
    }

    @Override
    public void close() throws IOException {
        object.close();
    }
}

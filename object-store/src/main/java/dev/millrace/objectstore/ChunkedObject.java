package dev.millrace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A large object of the remote store, read through chunks in the cache. The last chunk read stays open. */
final class ChunkedObject implements StoredObject {

    /** Largest number of chunks prefetched for a sequential reader. */
    private static final int FARTHEST = 8;

    private final CachedObjectStore cache;
    private final ObjectKey key;
    private final long size;
    private @Nullable StoredObject chunk;
    private long index = -1;

    ChunkedObject(CachedObjectStore cache, ObjectKey key, long size) {
        this.cache = cache;
        this.key = key;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        int total = 0;
        while (into.hasRemaining() && position + total < size) {
            long at = position + total;
            total += chunkAt(at / CachedObjectStore.CHUNK).read(at % CachedObjectStore.CHUNK, into);
        }
        return total == 0 ? -1 : total;
    }

    private StoredObject chunkAt(long wanted) throws IOException {
        StoredObject open = chunk;
        if (open != null && index == wanted) {
            return open;
        }
        close();
        if (cache.goesOn(key, wanted)) {
            cache.fetchAhead(key, size, wanted + 1, wanted + 1 + FARTHEST);
        }
        StoredObject next = cache.chunk(key, size, wanted);
        chunk = next;
        index = wanted;
        return next;
    }

    @Override
    public void willRead(long position, long bytes) {
        long first = position / CachedObjectStore.CHUNK;
        long last = (Math.min(size, position + bytes) + CachedObjectStore.CHUNK - 1) / CachedObjectStore.CHUNK;
        cache.fetchAhead(key, size, first, Math.min(last, first + FARTHEST));
    }

    @Override
    public void close() throws IOException {
        StoredObject open = chunk;
        chunk = null;
        if (open != null) {
            open.close();
        }
    }
}

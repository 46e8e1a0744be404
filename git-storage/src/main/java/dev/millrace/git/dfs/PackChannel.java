package dev.millrace.git.dfs;

import dev.millrace.git.object.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.jspecify.annotations.Nullable;

/** Reads one file of a pack, ahead of the reader when it says that it will read on. */
final class PackChannel implements ReadableChannel {

    private static final int SMALLEST_BLOCK = 8 * 1024;

    private final StoredObject object;
    private final PackExt extension;
    private long position;
    private boolean open = true;
    private @Nullable ByteBuffer ahead;
    private long aheadStart;

    PackChannel(StoredObject object, PackExt extension) {
        this.object = object;
        this.extension = extension;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = ahead == null ? object.read(position, into) : readThrough(ahead, into);
        if (count > 0) {
            position += count;
        }
        return count;
    }

    private int readThrough(ByteBuffer buffer, ByteBuffer into) throws IOException {
        if (position < aheadStart || position >= aheadStart + buffer.limit()) {
            buffer.clear();
            int count = object.read(position, buffer);
            buffer.flip();
            aheadStart = position;
            if (count <= 0) {
                return -1;
            }
        }
        int from = Math.toIntExact(position - aheadStart);
        int count = Math.min(into.remaining(), buffer.limit() - from);
        into.put(buffer.slice(from, count));
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void position(long newPosition) {
        position = newPosition;
    }

    @Override
    public long size() throws IOException {
        return object.size();
    }

    /**
     * For a pack, the alignment of its blocks in the cache. JGit reads every other file from its beginning to its end in
     * pieces of this size, so a small file is one piece.
     */
    @Override
    public int blockSize() {
        try {
            return extension == PackExt.PACK
                    ? BlockCache.BLOCK_SIZE
                    : Math.clamp(object.size(), SMALLEST_BLOCK, BlockCache.BLOCK_SIZE);
        } catch (IOException e) {
            // the size is a hint here; the read that follows meets the same trouble and reports it
            return BlockCache.BLOCK_SIZE;
        }
    }

    @Override
    public void setReadAheadBytes(int bytes) throws IOException {
        long useful = Math.min(bytes, object.size());
        ahead = useful > 0 ? ByteBuffer.allocate(Math.toIntExact(useful)).limit(0) : null;
        aheadStart = 0;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        object.close();
    }
}

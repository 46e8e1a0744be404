package dev.millrace.git.dfs;

import dev.millrace.objectstore.StoredObject;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.jspecify.annotations.Nullable;

/** Reads one file of a pack, with read-ahead when the reader requests it. */
public final class PackChannel implements ReadableChannel {

    /** Bytes of memory that {@link #copy} uses. */
    public static final int CHUNK = 256 * 1024;

    private static final int SMALLEST_BLOCK = 8 * 1024;

    private final StoredObject object;
    private final PackExt extension;
    private final int packBlock;
    private final Runnable trouble;
    private long position;
    private boolean open = true;
    private @Nullable ByteBuffer ahead;
    private long aheadStart;

    PackChannel(StoredObject object, PackExt extension) {
        this(object, extension, BlockCache.BLOCK_SIZE, () -> {});
    }

    /**
     * @param packBlock bytes that one read of a pack should ask for
     * @param trouble called when a read failed although the file exists
     */
    PackChannel(StoredObject object, PackExt extension, int packBlock, Runnable trouble) {
        this.object = object;
        this.extension = extension;
        this.packBlock = packBlock;
        this.trouble = trouble;
    }

    /**
     * Copies a part of a file.
     *
     * @throws EOFException if the file ends before that
     */
    public static void copy(ReadableChannel file, long from, long length, OutputStream out) throws IOException {
        file.position(from);
        var chunk = ByteBuffer.allocate(CHUNK);
        for (long left = length; left > 0; ) {
            chunk.clear().limit((int) Math.min(left, CHUNK));
            int count = file.read(chunk);
            if (count <= 0) {
                throw new EOFException("the pack ends %d bytes before the size in its row".formatted(left));
            }
            out.write(chunk.array(), 0, count);
            left -= count;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            int count = ahead == null ? object.read(position, into) : readThrough(ahead, into);
            if (count > 0) {
                position += count;
            }
            return count;
        } catch (NoSuchFileException e) {
            var missing = new FileNotFoundException("the object store has no " + e.getMessage());
            missing.initCause(e);
            throw missing;
        } catch (IOException e) {
            trouble.run();
            throw e;
        }
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
     * For a pack, the alignment of its blocks in the cache. JGit reads every other file from beginning to end in blocks of
     * this size, so a small file is one block.
     */
    @Override
    public int blockSize() {
        try {
            return extension == PackExt.PACK
                    ? packBlock
                    : Math.clamp(object.size(), SMALLEST_BLOCK, BlockCache.BLOCK_SIZE);
        } catch (IOException e) {
            // the size is a hint here; the next read has the same problem and reports it
            return BlockCache.BLOCK_SIZE;
        }
    }

    @Override
    public void setReadAheadBytes(int bytes) throws IOException {
        long useful = Math.min(bytes, object.size());
        object.willRead(position, useful);
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

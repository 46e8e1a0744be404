package dev.millrace.git.clone;

import com.googlecode.javaewah.EWAHCompressedBitmap;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.file.PackBitmapIndex;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.Constants;

/**
 * The objects of a pack except blobs, in their order. They are copied as stored, except for the distance to the base of a
 * delta, which shrinks by what is left out in between. A base is always of the same type. Safe to share.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack(5)</a>
 */
final class PackWithoutBlobs implements CollectedClone.Part {

    private static final int WINDOW = 512 * 1024;
    /** Larger than a size, a distance and the bytes that separate them. */
    private static final int LONGEST_HEADER = 32;

    private final long[] starts;
    private final long[] ends;

    private PackWithoutBlobs(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /** Of a pack with a bitmap, which contains the types of objects. */
    static PackWithoutBlobs of(DfsPackFile pack, DfsReader reader) throws IOException {
        PackIndex index = pack.getPackIndex(reader);
        PackBitmapIndex bitmaps = pack.getBitmapIndex(reader);
        if (bitmaps == null) {
            throw new IOException("the collected pack has no bitmap: " + pack.getPackDescription());
        }
        int count = Math.toIntExact(index.getObjectCount());
        var offsets = new long[count + 1];
        int next = 0;
        for (PackIndex.MutableEntry entry : index) {
            offsets[next++] = entry.getOffset();
        }
        offsets[count] = pack.getPackDescription().getFileSize(PackExt.PACK) - Constants.OBJECT_ID_LENGTH;
        Arrays.sort(offsets);
        var all = new EWAHCompressedBitmap();
        all.setSizeInBits(count, true);
        EWAHCompressedBitmap blobs = bitmaps.ofObjectType(all, Constants.OBJ_BLOB);
        var starts = new long[count - blobs.cardinality()];
        var ends = new long[starts.length];
        int kept = 0;
        var kinds = all.andNot(blobs).intIterator();
        while (kinds.hasNext()) {
            int position = kinds.next();
            starts[kept] = offsets[position];
            ends[kept++] = offsets[position + 1];
        }
        return new PackWithoutBlobs(starts, ends);
    }

    @Override
    public long objectCount() {
        return starts.length;
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (int i = 0; i < starts.length; i++) {
            bytes += ends[i] - starts[i];
        }
        return bytes;
    }

    @Override
    public long heapBytes() {
        return WINDOW + (long) Long.BYTES * starts.length;
    }

    @Override
    public void copy(ReadableChannel collected, OutputStream out) throws IOException {
        var window = new Window(collected);
        var copies = new long[starts.length];
        long at = 0;
        for (int i = 0; i < starts.length; i++) {
            copies[i] = at;
            at += copy(window, i, copies, out);
        }
    }

    private long copy(Window window, int object, long[] copies, OutputStream out) throws IOException {
        long start = starts[object];
        window.show(start, (int) Math.min(LONGEST_HEADER, ends[object] - start));
        byte[] bytes = window.bytes();
        int from = window.indexOf(start);
        int at = from;
        int type = bytes[at] >> 4 & 7;
        while (bytes[at++] < 0) {
            // the size of the object, which does not change
        }
        out.write(bytes, from, at - from);
        long written = at - from;
        if (type == Constants.OBJ_OFS_DELTA) {
            long distance = bytes[at] & 0x7f;
            while (bytes[at++] < 0) {
                distance = distance + 1 << 7 | bytes[at] & 0x7f;
            }
            int base = Arrays.binarySearch(starts, 0, object, start - distance);
            if (base < 0) {
                throw new IOException(
                        "the delta at %d has its base elsewhere, at %d".formatted(start, start - distance));
            }
            written += writeDistance(copies[object] - copies[base], out);
        }
        long rest = start + (at - from);
        window.copy(rest, ends[object], out);
        return written + ends[object] - rest;
    }

    private static int writeDistance(long distance, OutputStream out) throws IOException {
        var bytes = new byte[10];
        int first = bytes.length - 1;
        bytes[first] = (byte) (distance & 0x7f);
        long left = distance;
        while ((left >>= 7) != 0) {
            left--;
            bytes[--first] = (byte) (0x80 | left & 0x7f);
        }
        out.write(bytes, first, bytes.length - first);
        return bytes.length - first;
    }

    /** A window of the pack in memory, which moves forward. */
    private static final class Window {

        private final ReadableChannel pack;
        private final ByteBuffer buffer = ByteBuffer.allocate(WINDOW).limit(0);
        private long start;

        Window(ReadableChannel pack) {
            this.pack = pack;
        }

        byte[] bytes() {
            return buffer.array();
        }

        int indexOf(long position) {
            return (int) (position - start);
        }

        /** Moves unless this many bytes from there are in the window. */
        void show(long position, int length) throws IOException {
            if (position >= start && position + length <= start + buffer.limit()) {
                return;
            }
            buffer.clear();
            pack.position(position);
            while (buffer.position() < length) {
                if (pack.read(buffer) <= 0) {
                    throw new EOFException("the pack ends at %d".formatted(position + buffer.position()));
                }
            }
            buffer.flip();
            start = position;
        }

        void copy(long from, long to, OutputStream out) throws IOException {
            for (long at = from; at < to; ) {
                show(at, 1);
                int count = (int) Math.min(to - at, start + buffer.limit() - at);
                out.write(buffer.array(), indexOf(at), count);
                at += count;
            }
        }
    }
}

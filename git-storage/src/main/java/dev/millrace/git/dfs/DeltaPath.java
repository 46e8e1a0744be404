package dev.millrace.git.dfs;

import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What JGit keeps in memory while it resolves deltas. It goes depth first, and keeps an object's content until the last
 * delta on it is being resolved; this class follows that, so that memory is taken before and released after.
 */
final class DeltaPath {

    /** Of an entry here, and of JGit's own. */
    private static final long BYTES_OF_ENTRY = 96;

    private final PackMemory.Share memory;
    private final List<Entry> path = new ArrayList<>();
    private long delta;
    private long result;

    DeltaPath(PackMemory.Share memory) {
        this.memory = memory;
    }

    /** An object that is not a delta is about to be inflated. */
    void begin(AnyObjectId id, int type, long size, int deltas) throws PackOverLimit, PackMemoryBusy {
        clear();
        take(size, "a delta's base of %d bytes".formatted(size));
        path.add(new Entry(id.copy(), type, size + BYTES_OF_ENTRY, deltas));
    }

    /** As {@link #begin}, for memory that the reader has already taken. */
    void beginWith(AnyObjectId id, int type, long taken, int deltas) {
        clear();
        path.add(new Entry(id.copy(), type, taken, deltas));
    }

    /** Type of the object at the beginning, and so of all results. */
    int type() {
        return path.isEmpty() ? -1 : path.getFirst().type;
    }

    /** A delta is about to be inflated and applied. */
    void next(long deltaSize, long resultSize) throws PackOverLimit, PackMemoryBusy {
        release();
        String what = "a delta of %d bytes with a result of %d bytes".formatted(deltaSize, resultSize);
        take(deltaSize + resultSize, what);
        delta = deltaSize;
        result = resultSize + BYTES_OF_ENTRY;
    }

    private void take(long bytes, String what) throws PackOverLimit, PackMemoryBusy {
        try {
            memory.take(bytes + BYTES_OF_ENTRY, what);
        } catch (PackOverLimit tooMuch) {
            throw new PackOverLimit(
                    tooMuch.getMessage() + "; git sends files whole that are larger than its core.bigFileThreshold");
        }
    }

    /** The delta was applied. */
    void applied(AnyObjectId id, AnyObjectId base, int deltas) {
        memory.giveBack(delta);
        delta = 0;
        int type = type();
        while (!path.isEmpty() && !path.getLast().id.equals(base)) {
            memory.giveBack(path.removeLast().bytes);
        }
        if (!path.isEmpty()) {
            path.getLast().deltas--;
        }
        path.add(new Entry(id.copy(), type, result, deltas));
        result = 0;
    }

    /**
     * The object that the last delta on it was applied to, and an object that no delta needs, are garbage when the next one
     * begins.
     */
    private void release() {
        int last = path.size() - 1;
        if (last > 0 && path.get(last - 1).deltas <= 0) {
            memory.giveBack(path.remove(last - 1).bytes);
        }
        while (!path.isEmpty() && path.getLast().deltas <= 0) {
            memory.giveBack(path.removeLast().bytes);
        }
    }

    /** Releases everything. */
    void clear() {
        for (Entry entry : path) {
            memory.giveBack(entry.bytes);
        }
        path.clear();
        memory.giveBack(delta + result);
        delta = 0;
        result = 0;
    }

    private static final class Entry {

        private final ObjectId id;
        private final int type;
        private final long bytes;
        private int deltas;

        Entry(ObjectId id, int type, long bytes, int deltas) {
            this.id = id;
            this.type = type;
            this.bytes = bytes;
            this.deltas = deltas;
        }
    }
}

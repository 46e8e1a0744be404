package dev.millrace.git.dfs;

import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackLimits;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all packs being received in this process share. Each takes from it before it allocates, so that neither
 * one pack nor many at once can exhaust the heap. The last eighth is kept for small packs: they are received even while
 * large ones hold the rest. One owner gets at most three quarters of the large part and half of the small one, so that the
 * packs of one team, however slowly they arrive, leave memory for others.
 */
final class PackMemory {

    /** What a pack may use to count as small. */
    private static final long SMALL = 1L << 20;

    /** Taken from the shared memory at once, so that not every object needs the lock. */
    private static final long PIECE = 64L << 10;

    private final long largestStructure;
    private final long total;
    private final long forLarge;
    private final long timeoutNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final Map<String, Held> owners = new HashMap<>();
    private long taken;

    PackMemory(PackLimits limits) {
        this.largestStructure = limits.structure();
        this.total = limits.memory();
        this.forLarge = total - total / 8;
        this.timeoutNanos = limits.timeout().toNanos();
    }

    /** Largest tree, commit or tag in bytes. */
    long largestStructure() {
        return largestStructure;
    }

    /** The maximum for one pack, which is also the maximum for all large packs of one owner together. */
    long mostForOne() {
        return forLarge / 4 * 3;
    }

    /** Bytes that packs hold now. */
    long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** @param owner team that the repository belongs to */
    Share open(String owner) {
        return new Share(owner);
    }

    private Held held(String owner) {
        return owners.getOrDefault(owner, Held.NOTHING);
    }

    /**
     * What one owner holds.
     *
     * @param all bytes of all its sessions
     * @param small bytes of those sessions among them that count as small
     */
    private record Held(long all, long small) {

        static final Held NOTHING = new Held(0, 0);
    }

    /** What one session holds; for one thread. */
    final class Share implements IncomingMemory {

        private final String owner;
        private long held;
        private long spare;

        private Share(String owner) {
            this.owner = owner;
        }

        @Override
        public void take(long bytes, String what) throws PackOverLimit, PackMemoryBusy {
            if (bytes <= spare) {
                spare -= bytes;
                return;
            }
            if (bytes > mostForOne() - (held - spare)) {
                throw new PackOverLimit(
                        "%s needs %d bytes of memory and the pack holds %d already, the limit for one pack is %d bytes"
                                .formatted(what, bytes, held - spare, mostForOne()));
            }
            long needed = Math.min(Math.max(bytes - spare, PIECE), mostForOne() - held);
            if (!reserve(needed, timeoutNanos)) {
                throw busy(bytes, what);
            }
            spare += needed - bytes;
        }

        /** Takes memory if it is free now. */
        boolean takeIfFree(long bytes) {
            if (bytes > spare) {
                long needed = Math.max(bytes - spare, PIECE);
                if (needed > mostForOne() - held || !reserve(needed, 0)) {
                    return false;
                }
                spare += needed;
            }
            spare -= bytes;
            return true;
        }

        private PackMemoryBusy busy(long bytes, String what) {
            lock.lock();
            try {
                return new PackMemoryBusy(
                        "%s needs %d bytes of memory; packs of the team '%s' hold %d bytes of at most %d, all packs %d of %d: try again later"
                                .formatted(what, bytes, owner, held(owner).all(), mostForOne(), taken, total));
            } finally {
                lock.unlock();
            }
        }

        private boolean reserve(long bytes, long nanos) {
            lock.lock();
            try {
                long left = nanos;
                while (!isFree(bytes)) {
                    if (left <= 0) {
                        return false;
                    }
                    left = returned.awaitNanos(left);
                }
                change(bytes);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
        }

        private boolean isFree(long bytes) {
            Held own = held(owner);
            if (held + bytes > SMALL) {
                return taken + bytes <= forLarge && own.all() + bytes <= mostForOne();
            }
            boolean isReserve = taken + bytes > forLarge;
            return taken + bytes <= total
                    && own.all() + bytes <= mostForOne() + (total - forLarge) / 2
                    && (!isReserve || own.small() + bytes <= (total - forLarge) / 2);
        }

        /** Only while holding the lock. */
        private void change(long bytes) {
            long small = small();
            held += bytes;
            taken += bytes;
            Held own = held(owner);
            Held changed = new Held(own.all() + bytes, own.small() + small() - small);
            if (changed.equals(Held.NOTHING)) {
                owners.remove(owner);
            } else {
                owners.put(owner, changed);
            }
        }

        private long small() {
            return held <= SMALL ? held : 0;
        }

        void giveBack(long bytes) {
            spare += bytes;
            if (spare > 2 * PIECE) {
                release(spare - PIECE);
            }
        }

        private void release(long bytes) {
            lock.lock();
            try {
                spare -= bytes;
                change(-bytes);
                returned.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Releases everything. */
        @Override
        public void close() {
            spare = held;
            release(held);
        }
    }
}

package dev.millrace.git.dfs;

import dev.millrace.git.IncomingMemory;
import dev.millrace.git.PackLimits;
import dev.millrace.git.PackMemoryBusy;
import dev.millrace.git.PackOverLimit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all packs being received in this process share. Each takes from it before it allocates, so that neither
 * one pack nor many at once can exhaust the heap. The last eighth is kept for small packs: they are received also while
 * large ones hold the rest.
 */
final class PackMemory {

    /** What a pack may hold to count as a small one. */
    private static final long SMALL = 1L << 20;

    /** Taken from the common memory at once, so that not every object needs the lock. */
    private static final long PIECE = 64L << 10;

    private final long largestStructure;
    private final long total;
    private final long forLarge;
    private final long timeoutNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
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

    /** The most that one pack can have. */
    long mostForOne() {
        return forLarge;
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

    Share open() {
        return new Share();
    }

    /** What one session holds; for one thread. */
    final class Share implements IncomingMemory {

        private long held;
        private long spare;

        @Override
        public void take(long bytes, String what) throws PackOverLimit, PackMemoryBusy {
            if (bytes <= spare) {
                spare -= bytes;
                return;
            }
            if (bytes > forLarge - (held - spare)) {
                throw new PackOverLimit(
                        "%s needs %d bytes of memory and the pack holds %d already, the limit for one pack is %d bytes"
                                .formatted(what, bytes, held - spare, forLarge));
            }
            long needed = Math.min(Math.max(bytes - spare, PIECE), forLarge - held);
            if (!reserve(needed, timeoutNanos)) {
                throw new PackMemoryBusy(
                        "%s needs %d bytes of memory, which other packs hold at the moment: try again later"
                                .formatted(what, bytes));
            }
            spare += needed - bytes;
        }

        /** Takes memory if it is free now. */
        boolean takeIfFree(long bytes) {
            if (bytes > spare) {
                long needed = Math.max(bytes - spare, PIECE);
                if (needed > forLarge - held || !reserve(needed, 0)) {
                    return false;
                }
                spare += needed;
            }
            spare -= bytes;
            return true;
        }

        private boolean reserve(long bytes, long nanos) {
            lock.lock();
            try {
                long left = nanos;
                while (taken + bytes > (held + bytes <= SMALL ? total : forLarge)) {
                    if (left <= 0) {
                        return false;
                    }
                    left = returned.awaitNanos(left);
                }
                taken += bytes;
                held += bytes;
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                lock.unlock();
            }
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
                held -= bytes;
                taken -= bytes;
                returned.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Gives everything back. */
        @Override
        public void close() {
            spare = held;
            release(held);
        }
    }
}

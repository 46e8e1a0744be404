package dev.millrace.githttp.admission;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The heap that fetches hold until their pack is sent, which takes as long as the client likes: JGit keeps entries for each
 * object, and a copy has buffers. Entries are charged while JGit collects the objects, since how many there are is known only
 * at the end.
 *
 * <p>Small packs share the memory as in {@link TeamMemory}. A pack that turns out to be large waits for one of two slots, one
 * for each team, with which it may take more, up to three quarters; an eighth is left to small packs. Safe to share between
 * threads.
 */
public final class PackingMemory {

    /** JGit's entry for an object of a pack: 104 bytes, and its share of a list and of a map. */
    static final int ENTRY_BYTES = 125;

    /** What a walk keeps of an object. Measured: 60 to 125. */
    static final int WALKED_BYTES = 125;

    private static final int LARGE_PACKS = 2;

    private final TeamMemory memory;
    private final FairPermits large = new FairPermits(LARGE_PACKS, 1);
    private final Duration longestWait;
    private final long smallPack;
    private final long ordinary;
    private final long largest;
    private final long leftToSmall;
    private final AtomicReference<@Nullable Charge> oversized = new AtomicReference<>();

    /**
     * @param limit bytes for all fetches together
     * @param longestWait of a large pack for its slot
     */
    public PackingMemory(long limit, Duration longestWait) {
        this.memory = new TeamMemory(limit);
        this.longestWait = longestWait;
        this.smallPack = limit / 32;
        this.ordinary = limit / 8 * 3;
        this.largest = limit / 4 * 3;
        this.leftToSmall = limit / 8;
    }

    /**
     * Begins a pack, which holds nothing yet.
     *
     * @param waiting how the thread of the pack waits for a slot
     */
    public Charge begin(String team, Waiting waiting) {
        return new Charge(team, waiting);
    }

    /** Bytes that fetches hold. */
    public long taken() {
        return memory.taken();
    }

    /** Large packs that wait for a slot. */
    int waiting() {
        return large.waiting();
    }

    /** The memory of one pack; closing it releases the memory. Used by one thread at a time. */
    public final class Charge implements AutoCloseable {

        /** Bytes that are charged together, so that the count costs nothing. */
        private static final int STEP = 128 * 1024;

        private final String team;
        private final Waiting waiting;
        private volatile boolean hasSlot;
        private long needed;
        private long kept;
        private long charged;

        private Charge(String team, Waiting waiting) {
            this.team = team;
            this.waiting = waiting;
        }

        /**
         * Charges memory, and waits for a slot if the pack becomes large.
         *
         * @param bytes 0 or more
         * @throws PackTooLarge if it is not available; nothing more must be held then
         */
        public void add(long bytes) {
            needed += bytes;
            while (charged < needed) {
                reserve();
            }
        }

        /** Charges memory that is held until the pack is sent, as {@link #add}. */
        public void keep(long bytes) {
            kept += bytes;
            add(bytes);
        }

        /** Charges an entry of the pack, as {@link #add}. */
        public void addEntry() {
            add(ENTRY_BYTES);
        }

        /** Charges objects that a walk found, apart from their entries, as {@link #add}. */
        public void addWalked(int objects) {
            add((long) objects * WALKED_BYTES);
        }

        /** The walk has ended, and this many entries are left: charges these and what is kept, as {@link #add}. */
        public void settle(int entries) {
            needed = kept;
            add((long) entries * ENTRY_BYTES);
            shrink((charged - needed) / STEP * STEP);
        }

        /** Whether it holds one of the slots for large packs. Any thread may call this. */
        public boolean isLarge() {
            return hasSlot;
        }

        private void reserve() {
            if (charged + STEP > largest) {
                throw PackTooLarge.forThisServer(largest);
            }
            if (!hasSlot && charged + STEP > smallPack) {
                hasSlot = waiting.until(() -> large.acquire(team, longestWait));
                if (!hasSlot) {
                    throw PackTooLarge.forNow();
                }
            }
            if (!(hasSlot ? reserveLarge() : memory.reserve(team, STEP))) {
                throw PackTooLarge.forNow();
            }
            charged += STEP;
        }

        private boolean reserveLarge() {
            return (charged + STEP <= ordinary || oversized.get() == this || oversized.compareAndSet(null, this))
                    && memory.reserveLeaving(leftToSmall, team, STEP);
        }

        private void shrink(long bytes) {
            memory.release(team, bytes);
            charged -= bytes;
            if (charged <= ordinary) {
                oversized.compareAndSet(this, null);
            }
            if (hasSlot && charged <= smallPack) {
                hasSlot = false;
                large.release(team);
            }
        }

        @Override
        public void close() {
            needed = 0;
            shrink(charged);
        }
    }
}

package dev.millrace.githttp.admission;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The heap that the packs of all fetches hold until they are sent: JGit keeps entries for each object. They are charged while
 * the objects are collected, since how many there are is known only at the end. One team gets half of the memory; one pack at
 * a time may take up to three quarters, so that a large repository can be fetched at all. Safe to share between threads.
 */
public final class PackingMemory {

    /** JGit's entry for an object of a pack: 104 bytes, and its share of a list and of a map. */
    static final int ENTRY_BYTES = 125;

    /** What the walk keeps of an object that it found, rather than a bitmap. Measured: 60 to 125. */
    static final int WALKED_BYTES = 125;

    private final TeamMemory memory;
    private final long largest;
    private final AtomicReference<@Nullable Charge> oversized = new AtomicReference<>();

    /** @param limit bytes for all packs together */
    public PackingMemory(long limit) {
        this.memory = new TeamMemory(limit);
        this.largest = limit / 4 * 3;
    }

    /** Begins a pack, which holds nothing yet. */
    public Charge begin(String team) {
        return new Charge(team);
    }

    /** Bytes that packs hold. */
    public long taken() {
        return memory.taken();
    }

    /** The memory of one pack; closing it releases the memory. Used by one thread at a time. */
    public final class Charge implements AutoCloseable {

        /** Bytes that are charged together, so that the count costs nothing. */
        private static final int STEP = 128 * 1024;

        private final String team;
        private long needed;
        private long charged;

        private Charge(String team) {
            this.team = team;
        }

        /**
         * Charges an entry of the pack.
         *
         * @throws PackTooLarge if the memory for it is not available; nothing more must be held then
         */
        public void addEntry() {
            add(ENTRY_BYTES);
        }

        /** Charges objects that a walk found, apart from their entries, as {@link #addEntry}. */
        public void addWalked(int objects) {
            add((long) objects * WALKED_BYTES);
        }

        private void add(long bytes) {
            needed += bytes;
            while (charged < needed) {
                reserve();
            }
        }

        private void reserve() {
            if (charged + STEP > largest) {
                throw PackTooLarge.forThisServer(largest);
            }
            if (!memory.reserve(team, STEP) && !reserveBeyondTeam()) {
                throw PackTooLarge.forNow();
            }
            charged += STEP;
        }

        private boolean reserveBeyondTeam() {
            return (oversized.get() == this || oversized.compareAndSet(null, this))
                    && memory.reserve(team, STEP, largest);
        }

        @Override
        public void close() {
            memory.release(team, charged);
            charged = 0;
            needed = 0;
            oversized.compareAndSet(this, null);
        }
    }
}

package dev.millrace.githttp.admission;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The heap that fetches hold until their pack is sent, which takes as long as the client likes: JGit keeps entries for each
 * object, and a copy has buffers. Entries are charged while JGit collects the objects, since how many there are is known only
 * at the end. Teams share the memory as in {@link TeamMemory}; one large pack at a time may take up to three quarters, so that
 * a large repository can be fetched at all, and leaves an eighth to others. Safe to share between threads.
 */
public final class PackingMemory {

    /** JGit's entry for an object of a pack: 104 bytes, and its share of a list and of a map. */
    static final int ENTRY_BYTES = 125;

    /** What a walk keeps of an object. Measured: 60 to 125. */
    static final int WALKED_BYTES = 125;

    private final TeamMemory memory;
    private final long largest;
    private final long eighth;
    private final AtomicReference<@Nullable Charge> oversized = new AtomicReference<>();

    /** @param limit bytes for all fetches together */
    public PackingMemory(long limit) {
        this.memory = new TeamMemory(limit);
        this.largest = limit / 4 * 3;
        this.eighth = limit / 8;
    }

    /** Begins a pack, which holds nothing yet. */
    public Charge begin(String team) {
        return new Charge(team);
    }

    /** Bytes that fetches hold. */
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
         * Charges memory.
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

        /** Charges an entry of the pack, as {@link #add}. */
        public void addEntry() {
            add(ENTRY_BYTES);
        }

        /** Charges objects that a walk found, apart from their entries, as {@link #add}. */
        public void addWalked(int objects) {
            add((long) objects * WALKED_BYTES);
        }

        /** The walk has ended, and this many entries are left: charges these and nothing else, as {@link #add}. */
        public void settle(int entries) {
            needed = 0;
            add((long) entries * ENTRY_BYTES);
            long surplus = (charged - needed) / STEP * STEP;
            memory.release(team, surplus);
            charged -= surplus;
            if (charged <= eighth) {
                oversized.compareAndSet(this, null);
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
            return charged >= eighth
                    && (oversized.get() == this || oversized.compareAndSet(null, this))
                    && memory.reserveLeaving(eighth, team, STEP);
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

package dev.millrace.git.check;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of walks over histories that are done while refs are moved, by all threads of this process. What is carried out
 * then must not be refused any more, so a walk that does not get its memory at once ends early, and its caller does without
 * the rest. Each walk has a small share that it always gets.
 */
public final class HistoryMemory {

    /** Enough for about 25,000 commits. */
    private static final long ALWAYS = 4L << 20;

    private static final int PART_OF_HEAP = 4;

    private final AtomicLong left;
    private final long always;

    public HistoryMemory() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, ALWAYS);
    }

    /**
     * @param shared bytes for all walks together
     * @param always bytes that each walk may take besides
     */
    public HistoryMemory(long shared, long always) {
        this.left = new AtomicLong(shared);
        this.always = always;
    }

    /** The memory of one walk, for {@link WalkMemory#charged}. */
    public IncomingMemory open() {
        return new Share();
    }

    private final class Share implements IncomingMemory {

        private long needed;
        private long taken;

        @Override
        public void take(long bytes, String purpose) throws PackOverLimit {
            needed += bytes;
            long more = needed - always - taken;
            if (more <= 0) {
                return;
            }
            long before = left.getAndUpdate(free -> free >= more ? free - more : free);
            if (before < more) {
                throw new PackOverLimit("%s needs more than the memory for histories that is left".formatted(purpose));
            }
            taken += more;
        }

        @Override
        public void close() {
            left.addAndGet(taken);
            taken = 0;
        }
    }
}

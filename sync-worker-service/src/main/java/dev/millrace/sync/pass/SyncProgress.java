package dev.millrace.sync.pass;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The progress of a pass, shown to waiting users. Written by the pass, read by other threads. */
final class SyncProgress {

    private final AtomicLong done = new AtomicLong();
    private volatile Stage stage = Stage.EVERYTHING;
    private volatile String task = "connecting to the upstream";
    private volatile long total;

    void enter(Stage next) {
        stage = next;
    }

    /** @param parts 0 if the number is not known */
    void begin(String next, long parts) {
        task = next;
        total = parts;
        done.set(0);
    }

    void advance(long parts) {
        done.addAndGet(parts);
    }

    /** {@code branches: Receiving objects, 1,200 of 334,000}. */
    String text() {
        long of = total;
        long at = done.get();
        String count = of > 0
                ? String.format(Locale.ROOT, ", %,d of %,d", at, of)
                : at > 0 ? String.format(Locale.ROOT, ", %,d", at) : "";
        return stage.label() + ": " + task + count;
    }
}

package dev.millrace.githttp.api;

import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What one call uses while it runs: the permit of its team, which it lends while it waits, and its time. Its check is called for
 * each object that is read, and ends the call when the client has disconnected or its time is used up. For one thread at a
 * time.
 */
public final class Work {

    /** How long a team computes before another waiting team may go first. */
    private static final long COMPUTES_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String team;
    private final ComputePool pool;
    private final BooleanSupplier isAbandoned;
    private final long deadlineNanos;
    private final long startedAt = System.nanoTime();
    private long waited;
    private long lentAt = startedAt;
    private boolean hasPermit;

    Work(String team, ComputePool pool, BooleanSupplier isAbandoned, Duration deadline) {
        this.team = team;
        this.pool = pool;
        this.isAbandoned = isAbandoned;
        this.deadlineNanos = deadline.toNanos();
    }

    /** Something that takes time but no processor. */
    @FunctionalInterface
    public interface Wait<T> {
        T get() throws IOException;
    }

    void holdsPermit() {
        hasPermit = true;
        lentAt = System.nanoTime();
    }

    void releasePermit() {
        if (hasPermit) {
            hasPermit = false;
            pool.permits().release(team);
        }
    }

    /**
     * Ends the call if its client has disconnected, or if it has used up its time; and lets a waiting team go
     * first from time to time.
     */
    public void check() {
        if (isAbandoned.getAsBoolean()) {
            throw new CallAbandoned();
        }
        long now = System.nanoTime();
        if (now - startedAt - waited > deadlineNanos) {
            throw MillraceException.of(
                            ErrorKind.CALLER,
                            504,
                            "the call took longer than the limit of %d s: request less of it, for example with a path or a"
                                            .formatted(TimeUnit.NANOSECONDS.toSeconds(deadlineNanos))
                                    + " smaller page")
                    .withCode("timeout");
        }
        if (hasPermit && now - lentAt > COMPUTES_NANOS) {
            pool.permits().yield(team);
            lentAt = System.nanoTime();
        }
    }

    /** Waits without the permit, which another call may use meanwhile; the time is not counted. */
    public <T> T waiting(Wait<T> wait) throws IOException {
        boolean held = hasPermit;
        long from = System.nanoTime();
        if (held) {
            pool.permits().release(team);
        }
        try {
            return wait.get();
        } finally {
            if (held) {
                pool.permits().acquire(team);
            }
            long now = System.nanoTime();
            waited += now - from;
            lentAt = now;
        }
    }

    /** A stream to the client, which is waited for as in {@link #waiting}. */
    public OutputStream lending(OutputStream answer) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                waiting(() -> {
                    answer.write(bytes, offset, length);
                    return true;
                });
            }

            @Override
            public void flush() throws IOException {
                waiting(() -> {
                    answer.flush();
                    return true;
                });
            }
        };
    }
}

package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of one running job. Output is kept in memory until {@link #flush}, which the runner calls a few times a
 * second; output beyond the limit is dropped, after one note that reports this. Thread-safe.
 */
public final class JobLog {

    private static final int LARGEST_CHUNK = 256 * 1024;

    private final Database database;
    private final LogStore store;
    private final UUID buildId;
    private final int position;
    private final long limit;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock flushing = new ReentrantLock();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long accepted;
    private boolean truncated;
    private long offset;

    /**
     * Continues after what the job has printed so far.
     *
     * @param limit maximum number of bytes that are kept
     */
    JobLog(Database database, LogStore store, UUID buildId, int position, long limit) {
        this.database = database;
        this.store = store;
        this.buildId = buildId;
        this.position = position;
        this.limit = limit;
        this.offset = database.inTransaction(tx -> store.size(tx, buildId, position));
    }

    /** Appends output of the job. */
    public void write(byte[] bytes, int length) {
        writing.lock();
        try {
            int room = (int) Math.min(length, limit - accepted);
            pending.write(bytes, 0, room);
            accepted += room;
            if (room < length && !truncated) {
                truncated = true;
                note("the output is longer than %d bytes; the rest is dropped".formatted(limit));
            }
        } finally {
            writing.unlock();
        }
    }

    /** Adds a line of our own, which does not count toward the limit. */
    public void note(String line) {
        writing.lock();
        try {
            pending.writeBytes("\n[millrace] %s\n".formatted(line).getBytes(StandardCharsets.UTF_8));
        } finally {
            writing.unlock();
        }
    }

    /** Stores the output since the last flush. If that fails, the output is kept and the exception is rethrown. */
    public void flush() {
        flushing.lock();
        try {
            byte[] bytes = peek();
            for (int start = 0; start < bytes.length; start += LARGEST_CHUNK) {
                byte[] chunk = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + LARGEST_CHUNK));
                database.useTransaction(tx -> store.append(tx, buildId, position, offset, chunk));
                offset += chunk.length;
                forget(chunk.length);
            }
        } finally {
            flushing.unlock();
        }
    }

    private byte[] peek() {
        writing.lock();
        try {
            return pending.toByteArray();
        } finally {
            writing.unlock();
        }
    }

    private void forget(int length) {
        writing.lock();
        try {
            byte[] all = pending.toByteArray();
            pending.reset();
            pending.write(all, length, all.length - length);
        } finally {
            writing.unlock();
        }
    }
}

package dev.millrace.pipeline.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The log of one running job. Output is kept in memory until {@link #flush}, which the runner calls a few times a
 * second, and which {@link #write} calls when the job prints faster. Of output beyond the limit only the end is kept, with notes
 * that report what is missing. Thread-safe.
 */
public final class JobLog {

    private static final Logger LOG = Logger.getLogger(JobLog.class);
    private static final int CHUNK = 256 * 1024;
    private static final int CHUNKS_AT_ONCE = 16;
    private static final int LARGEST_END = 64 * 1024;
    /** The job prints faster than the runner flushes. */
    private static final long MANY_BYTES = 4 << 20;
    /** The database is slower than the job: its output waits in the pipe, and then the job does. */
    private static final long MOST_BYTES = 16 << 20;

    private static final long RETRY_MILLIS = 500;

    private final Chunks chunks;
    private final long limit;
    private final long begin;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock flushing = new ReentrantLock();
    private final Queue<byte[]> full = new ArrayDeque<>();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final OutputEnd end;
    private long accepted;
    private long pending;
    private boolean truncated;
    private volatile boolean finished;
    private long offset;

    /** Where chunks are stored. */
    @FunctionalInterface
    interface Chunks {

        /** Stores all of them, or none and throws. */
        void append(long offset, List<byte[]> chunks);
    }

    /**
     * Continues after what the job has printed so far.
     *
     * @param offset how many bytes that is
     * @param limit maximum number of bytes that are kept
     */
    JobLog(Chunks chunks, long offset, long limit) {
        this.chunks = chunks;
        this.offset = offset;
        this.limit = limit;
        this.begin = offset;
        this.end = new OutputEnd((int) Math.min(LARGEST_END, limit / 4));
    }

    /** Where the output of this attempt begins, in bytes after the begin of the job's log. */
    public long begin() {
        return begin;
    }

    /** Appends output of the job. Waits while the database cannot store as much as the job prints. */
    public void write(byte[] bytes, int length) {
        if (!hasRoom()) {
            return;
        }
        writing.lock();
        try {
            int room = (int) Math.min(length, Math.max(0, limit - end.capacity() - accepted));
            append(bytes, room);
            accepted += room;
            end.add(bytes, room, length - room);
            if (end.dropped() > 0 && !truncated) {
                truncated = true;
                line("the output is longer than %d bytes; what follows is left out, except for its end"
                        .formatted(limit));
            }
        } finally {
            writing.unlock();
        }
    }

    /** Adds a line of our own, which does not count toward the limit. */
    public void note(String line) {
        writing.lock();
        try {
            appendEnd();
            line(line);
        } finally {
            writing.unlock();
        }
    }

    /** Stores the output since the last flush. If that fails, the output is kept and the exception is rethrown. */
    public void flush() {
        flushing.lock();
        try {
            int left = seal();
            while (left > 0) {
                List<byte[]> batch = oldest(Math.min(left, CHUNKS_AT_ONCE));
                chunks.append(offset, batch);
                offset += forget(batch.size());
                left -= batch.size();
            }
        } finally {
            flushing.unlock();
        }
    }

    /** The job prints nothing more: as {@link #flush}, with the end of output beyond the limit. */
    public void finish() {
        finished = true;
        writing.lock();
        try {
            appendEnd();
        } finally {
            writing.unlock();
        }
        flush();
    }

    /** False once nothing more is accepted. */
    private boolean hasRoom() {
        while (pending() >= MANY_BYTES) {
            try {
                flush();
            } catch (RuntimeException e) {
                if (pending() < MOST_BYTES) {
                    return true;
                }
                LOG.warnf("a job waits, since its output cannot be stored: %s", e.getMessage());
                if (finished || !pause()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long pending() {
        writing.lock();
        try {
            return pending;
        } finally {
            writing.unlock();
        }
    }

    private void appendEnd() {
        if (end.dropped() > 0) {
            line("%d bytes are left out; the end:".formatted(end.dropped()));
        }
        byte[] last = end.take();
        append(last, last.length);
    }

    private void line(String text) {
        byte[] bytes = "\n[millrace] %s\n".formatted(text).getBytes(StandardCharsets.UTF_8);
        append(bytes, bytes.length);
    }

    private void append(byte[] bytes, int length) {
        for (int at = 0; at < length; ) {
            int count = Math.min(length - at, CHUNK - begun.size());
            begun.write(bytes, at, count);
            at += count;
            if (begun.size() == CHUNK) {
                sealBegun();
            }
        }
        pending += length;
    }

    private void sealBegun() {
        full.add(begun.toByteArray());
        begun.reset();
    }

    /** How many chunks are to be stored now. */
    private int seal() {
        writing.lock();
        try {
            if (begun.size() > 0) {
                sealBegun();
            }
            return full.size();
        } finally {
            writing.unlock();
        }
    }

    private List<byte[]> oldest(int count) {
        writing.lock();
        try {
            return full.stream().limit(count).toList();
        } finally {
            writing.unlock();
        }
    }

    private long forget(int count) {
        writing.lock();
        try {
            long bytes = 0;
            for (int i = 0; i < count; i++) {
                bytes += full.remove().length;
            }
            pending -= bytes;
            return bytes;
        } finally {
            writing.unlock();
        }
    }
}

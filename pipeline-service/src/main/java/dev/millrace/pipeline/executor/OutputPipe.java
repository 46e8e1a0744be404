package dev.millrace.pipeline.executor;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Output of a job on its way from what runs it to its reader. It keeps 64 KiB; the writer waits while it is full, so that a job waits for
 * its reader, until {@link #release}.
 */
final class OutputPipe extends InputStream {

    private final byte[] kept = new byte[64 * 1024];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int begin;
    private int count;
    private boolean ended;
    private boolean released;

    /** Adds bytes, and waits for space; drops what has none once it is released. */
    void write(byte[] bytes) throws InterruptedIOException {
        int written = 0;
        lock.lock();
        try {
            while (written < bytes.length && !ended) {
                if (count == kept.length && released) {
                    return;
                }
                if (count == kept.length) {
                    changed.await();
                    continue;
                }
                int end = (begin + count) % kept.length;
                int length = Math.min(bytes.length - written, Math.min(kept.length - count, kept.length - end));
                System.arraycopy(bytes, written, kept, end, length);
                count += length;
                written += length;
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the job was ended");
        } finally {
            lock.unlock();
        }
    }

    /** Adds a line of the platform. */
    void note(String text) throws InterruptedIOException {
        write(("[millrace] " + text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing is added any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The writer no longer waits for the reader. */
    void release() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws InterruptedIOException {
        lock.lock();
        try {
            while (count == 0 && !ended && length > 0) {
                changed.await();
            }
            if (count == 0 && length > 0) {
                return -1;
            }
            int read = Math.min(length, Math.min(count, kept.length - begin));
            System.arraycopy(kept, begin, buffer, offset, read);
            begin = (begin + read) % kept.length;
            count -= read;
            changed.signalAll();
            return read;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the reader was stopped");
        } finally {
            lock.unlock();
        }
    }
}

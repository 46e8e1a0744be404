package dev.millrace.githttp.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A response that is never silent for long once its side band has begun: proxies and clients give up on an idle connection,
 * and counting the objects of a large repository can take minutes. Meanwhile this sends empty packets of the pack's channel,
 * as git's own server does, and only between two packets. JGit sends none.
 */
final class KeepAliveStream extends OutputStream {

    private static final byte[] EMPTY_PACKET = {'0', '0', '0', '5', 1};
    private static final int HEADER = 4;

    private final OutputStream answer;
    private final long everyNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean closed;
    private long lastSent = System.nanoTime();
    private int headerSeen;
    private int length;
    private int left;
    private @Nullable RuntimeException gone;

    /** @param answer not closed by this */
    KeepAliveStream(OutputStream answer, Duration every) {
        this.answer = answer;
        this.everyNanos = every.toNanos();
    }

    /** From now on side-band packets may be sent. */
    void sideBandBegins() {
        Thread.ofVirtual().name("git-keepalive").start(this::keepAlive);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        lock.lock();
        try {
            if (gone != null) {
                throw gone;
            }
            follow(bytes, offset, count);
            answer.write(bytes, offset, count);
            lastSent = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            answer.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keepAlive() {
        lock.lock();
        try {
            while (!closed) {
                long wait = everyNanos - (System.nanoTime() - lastSent);
                if (wait > 0) {
                    closing.await(wait, TimeUnit.NANOSECONDS);
                } else {
                    if (isBetweenPackets()) {
                        answer.write(EMPTY_PACKET);
                        answer.flush();
                    }
                    lastSent = System.nanoTime();
                }
            }
        } catch (IOException failure) {
            // the thread that writes the response gets the same error on its next write, and reports it
            closed = true;
        } catch (RuntimeException clientLeft) {
            gone = clientLeft;
            closed = true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean isBetweenPackets() {
        return left == 0 && headerSeen == 0;
    }

    private void follow(byte[] bytes, int offset, int count) {
        int end = offset + count;
        for (int at = offset; at < end; ) {
            if (left > 0) {
                int skipped = Math.min(left, end - at);
                left -= skipped;
                at += skipped;
            } else {
                length = length << 4 | Character.digit(bytes[at++], 16);
                if (++headerSeen == HEADER) {
                    left = Math.max(0, length - HEADER); // flush and delimiter consist of a header only
                    headerSeen = 0;
                    length = 0;
                }
            }
        }
    }
}

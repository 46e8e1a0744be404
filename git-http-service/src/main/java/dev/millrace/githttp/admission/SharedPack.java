package dev.millrace.githttp.admission;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A response that is written once and read by many clients, even while it is still being written. It is stored in an
 * unlinked file, so a process that dies leaves nothing behind. Writing ends early when no reader is left.
 */
final class SharedPack {

    private static final int CHUNK = 256 * 1024;

    private final FileChannel file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Runnable whenUnused;
    private State state = State.WAITING;
    private ClonePermit.@Nullable Refused refusal;
    private long written;
    private long finishedAt;
    private int users = 1; // the cache
    private int readers;
    private boolean dropped;
    private volatile boolean packed;

    private enum State {
        WAITING,
        WRITING,
        WHOLE,
        BROKEN
    }

    private SharedPack(FileChannel file, Runnable whenUnused) {
        this.file = file;
        this.whenUnused = whenUnused;
    }

    /** @param whenUnused called once, when its disk space is free again */
    static SharedPack in(Path directory, Runnable whenUnused) throws IOException {
        Path path = Files.createTempFile(directory, "clone", ".pack");
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.deleteIfExists(path); // open files remain readable after they are unlinked
        return new SharedPack(file, whenUnused);
    }

    /** Adds a reader; false if the pack can no longer be read. */
    boolean join() {
        lock.lock();
        try {
            if (dropped || state == State.BROKEN) {
                return false;
            }
            users++;
            readers++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Removes a reader. */
    void leave() {
        lock.lock();
        try {
            readers--;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
        release();
    }

    /** Removed from the cache; current readers continue. */
    void drop() {
        lock.lock();
        try {
            if (dropped) {
                return;
            }
            dropped = true;
        } finally {
            lock.unlock();
        }
        release();
    }

    private void release() {
        lock.lock();
        try {
            if (--users > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            file.close();
        } catch (IOException e) {
            // nothing can be lost: the file has no name and no reader
        }
        whenUnused.run();
    }

    /** Refuses the pack; nothing will be written. */
    void refuse(ClonePermit.Refused reason) {
        refusal = reason;
        become(State.BROKEN);
    }

    void begin() {
        become(State.WRITING);
    }

    /**
     * Ends it.
     *
     * @param whole whether all of it was written
     * @param packed whether it is a pack; otherwise it reports a failure
     */
    void finish(boolean whole, boolean packed) {
        finishedAt = System.nanoTime();
        this.packed = packed;
        become(whole ? State.WHOLE : State.BROKEN);
    }

    private void become(State next) {
        lock.lock();
        try {
            state = next;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was finished at least this long ago. */
    boolean isOlderThan(long nanos) {
        lock.lock();
        try {
            return state == State.WHOLE && System.nanoTime() - finishedAt >= nanos;
        } finally {
            lock.unlock();
        }
    }

    boolean isIdle() {
        lock.lock();
        try {
            return state == State.WHOLE && readers == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until writing starts, or is refused. */
    ClonePermit.@Nullable Refused awaitBegin() {
        lock.lock();
        try {
            while (state == State.WAITING) {
                grown.awaitUninterruptibly();
            }
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    /** Writes its end; throws {@link Abandoned} when no reader is left. */
    OutputStream writing() {
        return new Writing();
    }

    /** Copies all of it, as it is written. False if it reports a failure instead of a pack. */
    boolean copyTo(OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long position = 0;
        while (true) {
            long available = awaitMore(position);
            if (available == 0) {
                return packed;
            }
            chunk.clear().limit((int) Math.min(CHUNK, available));
            while (chunk.hasRemaining()) {
                int count = file.read(chunk, position + chunk.position());
                if (count < 0) {
                    throw new EOFException("the shared pack is shorter than it was written");
                }
            }
            out.write(chunk.array(), 0, chunk.position());
            if (available <= CHUNK) {
                out.flush();
            }
            position += chunk.position();
        }
    }

    /** Bytes available after the position; 0 at its end. */
    private long awaitMore(long position) throws IOException {
        lock.lock();
        try {
            while (written == position && state == State.WRITING) {
                grown.awaitUninterruptibly();
            }
            if (written == position && state == State.BROKEN) {
                throw new IOException("the pack could not be finished");
            }
            return written - position;
        } finally {
            lock.unlock();
        }
    }

    private final class Writing extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            checkReaders();
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            long at = written;
            while (buffer.hasRemaining()) {
                at += file.write(buffer, at);
            }
            lock.lock();
            try {
                written = at;
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void flush() {
            checkReaders();
        }
    }

    /** Throws {@link Abandoned} when no reader is left. */
    void checkReaders() {
        lock.lock();
        try {
            if (readers == 0) {
                throw new Abandoned();
            }
        } finally {
            lock.unlock();
        }
    }

    /** No client waits for the pack any more. Unchecked, since JGit's progress reporting swallows an {@link IOException}. */
    static final class Abandoned extends RuntimeException {

        private static final long serialVersionUID = 1;

        Abandoned() {
            super("all clients have left", null, false, false);
        }
    }
}

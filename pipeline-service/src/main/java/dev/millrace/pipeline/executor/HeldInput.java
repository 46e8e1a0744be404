package dev.millrace.pipeline.executor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** Some bytes, after which a reader waits for {@link #close} and not for an end. */
final class HeldInput extends InputStream {

    private final ByteArrayInputStream bytes;
    private final CountDownLatch closed = new CountDownLatch(1);

    HeldInput(byte[] bytes) {
        this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (bytes.available() > 0 || length == 0) {
            return Math.max(0, bytes.read(buffer, offset, length));
        }
        try {
            closed.await();
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the job was ended");
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

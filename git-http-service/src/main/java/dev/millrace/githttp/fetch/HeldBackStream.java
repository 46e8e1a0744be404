package dev.millrace.githttp.fetch;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A response without side band, whose acknowledgments are held back until the pack begins. After them, such a client expects
 * nothing but the bytes of a pack; instead of them, it understands an error. Longer ones are not held back.
 */
final class HeldBackStream extends FilterOutputStream {

    private static final int LONGEST = 64 * 1024;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean released;

    /** @param answer not closed by this */
    HeldBackStream(OutputStream answer) {
        super(answer);
    }

    /** The bytes of the pack: the first one releases what is held back. */
    OutputStream pack() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                release();
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                HeldBackStream.this.flush();
            }
        };
    }

    /** Drops what is held back, to be replaced by an error. */
    void discard() {
        held.reset();
    }

    /** From now on, nothing is held back. */
    void release() throws IOException {
        if (!released) {
            released = true;
            held.writeTo(out);
            held.reset();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (held.size() + length > LONGEST) {
            release();
        }
        if (released) {
            out.write(bytes, offset, length);
        } else {
            held.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (released) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        release();
    }
}

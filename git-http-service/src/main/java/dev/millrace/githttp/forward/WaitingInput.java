package dev.millrace.githttp.forward;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An upstream's response, read without blocking other work. */
final class WaitingInput extends FilterInputStream {

    private final Waiting waiting;

    WaitingInput(InputStream answer, Waiting waiting) {
        super(answer);
        this.waiting = waiting;
    }

    @Override
    public int read() throws IOException {
        return waiting.during(in::read);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return waiting.during(() -> in.read(into, offset, length));
    }
}

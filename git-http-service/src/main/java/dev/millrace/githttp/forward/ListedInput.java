package dev.millrace.githttp.forward;

import dev.millrace.git.check.IncomingMemory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A list of refs from an upstream, whose memory is reserved as it arrives. */
final class ListedInput extends FilterInputStream {

    /** Heap for one byte of the list, once it is parsed: names, ids and the maps that hold them. */
    private static final int MEMORY = 4;

    private final IncomingMemory memory;

    ListedInput(InputStream in, IncomingMemory memory) {
        super(in);
        this.memory = memory;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        take(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        take(Math.max(0, got));
        return got;
    }

    private void take(int bytes) throws IOException {
        memory.take((long) bytes * MEMORY, "the upstream's list of refs");
    }
}

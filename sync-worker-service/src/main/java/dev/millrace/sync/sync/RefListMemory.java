package dev.millrace.sync.sync;

import dev.millrace.git.write.WriteSession;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A list of refs, whose memory is reserved as it arrives: JGit keeps all refs that it receives. */
final class RefListMemory extends FilterInputStream {

    /** Heap for one byte of a list, once it is parsed: names, ids and the maps that hold them. */
    private static final int PER_BYTE = 4;

    private final WriteSession session;

    RefListMemory(InputStream list, WriteSession session) {
        super(list);
        this.session = session;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        if (next >= 0) {
            reserve(1);
        }
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        if (got > 0) {
            reserve(got);
        }
        return got;
    }

    private void reserve(int bytes) throws IOException {
        session.takeMemory((long) bytes * PER_BYTE, "the upstream's list of refs");
    }
}

package dev.millrace.git.check;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A list of refs from another server, for which memory is reserved as it arrives: its readers keep all of it. */
public final class RefListMemory extends FilterInputStream {

    /** Heap for one byte of a list, once it is parsed: names, ids and the maps that hold them. */
    private static final int PER_BYTE = 4;

    private final Reservation memory;

    /** Where the memory comes from, for example {@link IncomingMemory#take}. */
    @FunctionalInterface
    public interface Reservation {

        /** As {@link IncomingMemory#take}. */
        void take(long bytes, String what) throws PackOverLimit, PackMemoryBusy;
    }

    public RefListMemory(InputStream list, Reservation memory) {
        super(list);
        this.memory = memory;
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
        memory.take((long) bytes * PER_BYTE, "the upstream's list of refs");
    }
}

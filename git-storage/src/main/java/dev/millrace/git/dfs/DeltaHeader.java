package dev.millrace.git.dfs;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads the size of a delta's result from the beginning of the deflated delta, before anything is allocated for it. */
final class DeltaHeader {

    /** Two sizes of 7 bits a byte. */
    private static final int LONGEST = 20;

    private final Inflater inflater = new Inflater();
    private final byte[] begin = new byte[LONGEST];
    private int inflated;
    private boolean isComplete = true;

    /** The next bytes belong to a new delta. */
    void begin() {
        inflater.reset();
        inflated = 0;
        isComplete = false;
    }

    /** Takes the next deflated bytes; ignores those that are not needed. */
    void add(byte[] deflated, int offset, int length) {
        if (isComplete) {
            return;
        }
        inflater.setInput(deflated, offset, length);
        try {
            while (inflated < LONGEST && !inflater.finished() && !inflater.needsInput()) {
                int got = inflater.inflate(begin, inflated, LONGEST - inflated);
                if (got == 0) {
                    break;
                }
                inflated += got;
            }
            isComplete = inflated == LONGEST || inflater.finished();
        } catch (DataFormatException broken) {
            // the parser inflates the same bytes and reports it
            isComplete = true;
        }
    }

    /** Size of the result in bytes, -1 if there is none. */
    long resultSize() {
        int at = 0;
        while (at < inflated && (begin[at] & 0x80) != 0) {
            at++;
        }
        long size = 0;
        int shift = 0;
        for (at++; at < inflated && shift < 63; at++) {
            size |= (long) (begin[at] & 0x7f) << shift;
            shift += 7;
            if ((begin[at] & 0x80) == 0) {
                return size;
            }
        }
        return -1;
    }

    void end() {
        inflater.end();
    }
}

package dev.millrace.githttp.commit;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a stream line by line, without holding more than one line. */
final class LineInput {

    /** A part of 4 MiB in Base64 has 5,592,408 characters. */
    static final int LONGEST = 6 << 20;

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    LineInput(InputStream in) {
        this.in = in;
    }

    /**
     * The next line that is not blank, without its end; an empty array at the end of the stream.
     *
     * @throws MillraceException 413 if a line is longer than 6 MiB
     */
    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream();
        while (fill()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            if (line.size() + stop - at > LONGEST) {
                throw MillraceException.of(
                                ErrorKind.CALLER, 413, "a line is longer than the limit of %d bytes".formatted(LONGEST))
                        .withCode("payload_too_large");
            }
            line.write(buffer, at, stop - at);
            boolean isEnded = stop < end;
            at = isEnded ? stop + 1 : stop;
            if (isEnded && !isBlank(line.toByteArray())) {
                return line.toByteArray();
            }
            if (isEnded) {
                line.reset();
            }
        }
        return isBlank(line.toByteArray()) ? new byte[0] : line.toByteArray();
    }

    private boolean fill() throws IOException {
        if (at < end) {
            return true;
        }
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}

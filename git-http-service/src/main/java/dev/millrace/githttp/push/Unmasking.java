package dev.millrace.githttp.push;

import dev.millrace.git.check.Utf8Names;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * Replaces masked ref names in a report by the names that the client sent, in their order. Both have the same length, so no
 * packet changes its size. A report of more than one side-band packet may keep a masked name that is split between two
 * packets.
 */
final class Unmasking extends FilterOutputStream {

    private static final byte[] REJECTED = "ng ".getBytes(StandardCharsets.US_ASCII);

    private final Deque<byte[]> names;

    Unmasking(OutputStream answer, List<byte[]> names) {
        super(answer);
        this.names = new ArrayDeque<>(names);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] report = Arrays.copyOfRange(bytes, offset, offset + length);
        int from = 0;
        while (!names.isEmpty()) {
            byte[] name = names.getFirst();
            int found = indexOf(report, from, line(name));
            if (found < 0) {
                break;
            }
            System.arraycopy(name, 0, report, found + REJECTED.length, name.length);
            from = found + REJECTED.length + name.length;
            names.removeFirst();
        }
        out.write(report, 0, report.length);
    }

    private static byte[] line(byte[] name) {
        var line = new ByteArrayOutputStream();
        line.writeBytes(REJECTED);
        line.writeBytes(Utf8Names.masked(name, CommandList.MASK));
        line.write(' ');
        return line.toByteArray();
    }

    private static int indexOf(byte[] report, int from, byte[] line) {
        for (int at = from; at + line.length <= report.length; at++) {
            if (RawParseUtils.match(report, at, line) >= 0) {
                return at;
            }
        }
        return -1;
    }
}

package dev.millrace.githttp.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Inserts the section {@code shallow-info} of protocol version 2 into a response that JGit writes without it: at the
 * beginning, or after the acknowledgments if there are any.
 */
final class ShallowInfo extends OutputStream {

    private static final int HEADER = 4;
    private static final int DELIMITER = 1;

    private final OutputStream answer;
    private final byte[] section;
    private boolean inserted;
    private int headerSeen;
    private int length;
    private int left;

    /**
     * @param answer of JGit
     * @param lines of the section
     * @param first whether it is the first section, as in a response to {@code done}
     */
    ShallowInfo(OutputStream answer, List<String> lines, boolean first) throws IOException {
        this.answer = answer;
        this.section = section(lines);
        if (first) {
            insert();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int end = offset + count;
        for (int at = offset; at < end && !inserted; ) {
            if (left > 0) {
                int skipped = Math.min(left, end - at);
                left -= skipped;
                at += skipped;
            } else {
                length = length << 4 | Character.digit(bytes[at++], 16);
                if (++headerSeen == HEADER) {
                    if (length == DELIMITER) {
                        answer.write(bytes, from, at - from);
                        from = at;
                        insert();
                    }
                    left = Math.max(0, length - HEADER);
                    headerSeen = 0;
                    length = 0;
                }
            }
        }
        answer.write(bytes, from, end - from);
    }

    @Override
    public void flush() throws IOException {
        answer.flush();
    }

    private void insert() throws IOException {
        inserted = true;
        answer.write(section);
    }

    private static byte[] section(List<String> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        try {
            packets.writeString("shallow-info\n");
            for (String line : lines) {
                packets.writeString(line + "\n");
            }
            packets.writeDelim();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}

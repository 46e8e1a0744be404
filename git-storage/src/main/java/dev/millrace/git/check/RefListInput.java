package dev.millrace.git.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;

/**
 * A list of refs from another server (gitprotocol-pack(5), gitprotocol-v2(5)), in which refs whose names are not UTF-8 get
 * separate names below {@code refs/not-utf-8/}: JGit would decode them to names that other refs may have. Their original
 * names are kept for messages.
 */
public final class RefListInput extends InputStream {

    private static final int HEADER = 4;
    private static final int ID = 40;
    /** The longest packet with its header, see gitprotocol-common(5). */
    private static final int LONGEST_PACKET = 65_520;

    private static final int MOST_KEPT = 20;
    /** No ref can have such a name. */
    private static final char NO_NAME = '?';

    private static final byte[] PEELED = "^{}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RENAMED = "refs/not-utf-8/".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final List<String> renamed = new ArrayList<>();
    private byte[] line = {};
    private int at;
    private boolean isFramed = true;

    public RefListInput(InputStream in) {
        this.in = in;
    }

    /** Names of the first 20 refs that were renamed, with bytes outside ASCII as {@code \xe9}. */
    public List<String> renamed() {
        return List.copyOf(renamed);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == line.length) {
            if (!isFramed) {
                return in.read(into, offset, length);
            }
            line = next();
            at = 0;
            if (line.length == 0) {
                return -1;
            }
        }
        int count = Math.min(length, line.length - at);
        System.arraycopy(line, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The next packet, empty at the end. */
    private byte[] next() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        int length = length(header);
        if (length < HEADER) {
            // a flush or delimiter, the end, or no packet at all: the reader reports it
            isFramed = header.length == HEADER && length >= 0;
            return header;
        }
        byte[] packet = Arrays.copyOf(header, length);
        int got = in.readNBytes(packet, HEADER, length - HEADER);
        if (got < length - HEADER) {
            isFramed = false;
            return Arrays.copyOf(packet, HEADER + got);
        }
        return Utf8Names.isUtf8(packet, HEADER, length) ? packet : readable(packet);
    }

    private static int length(byte[] header) {
        try {
            return header.length < HEADER ? -1 : Integer.parseInt(new String(header, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private byte[] readable(byte[] packet) throws PackProtocolException {
        int name = HEADER + ID + 1;
        if (packet.length <= name) {
            return Utf8Names.masked(packet, NO_NAME);
        }
        int end = name;
        while (end < packet.length && packet[end] != 0 && packet[end] != ' ' && packet[end] != '\n') {
            end++;
        }
        var changed = new ByteArrayOutputStream();
        changed.write(packet, HEADER, ID + 1);
        changed.writeBytes(
                Utf8Names.isUtf8(packet, name, end)
                        ? Arrays.copyOfRange(packet, name, end)
                        : rename(Arrays.copyOfRange(packet, name, end)));
        // capabilities, or where a symbolic ref points to
        changed.writeBytes(Utf8Names.masked(Arrays.copyOfRange(packet, end, packet.length), NO_NAME));
        if (changed.size() + HEADER > LONGEST_PACKET) {
            throw new PackProtocolException(
                    "the name of a ref has %d bytes and is not UTF-8: written as hexadecimal digits it does not fit in a packet of %d bytes"
                            .formatted(end - name, LONGEST_PACKET));
        }
        byte[] header = "%04x".formatted(changed.size() + HEADER).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(header, HEADER + changed.size());
        System.arraycopy(changed.toByteArray(), 0, whole, HEADER, changed.size());
        return whole;
    }

    private byte[] rename(byte[] name) {
        boolean isPeeled = name.length > PEELED.length
                && Arrays.equals(name, name.length - PEELED.length, name.length, PEELED, 0, PEELED.length);
        byte[] itself = isPeeled ? Arrays.copyOf(name, name.length - PEELED.length) : name;
        if (!isPeeled && renamed.size() < MOST_KEPT) {
            renamed.add(Utf8Names.shown(itself));
        }
        var changed = new ByteArrayOutputStream();
        changed.writeBytes(RENAMED);
        changed.writeBytes(HexFormat.of().formatHex(itself).getBytes(StandardCharsets.US_ASCII));
        if (isPeeled) {
            changed.writeBytes(PEELED);
        }
        return changed.toByteArray();
    }
}

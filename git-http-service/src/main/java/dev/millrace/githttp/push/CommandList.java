package dev.millrace.githttp.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.SideBandOutputStream;

/**
 * The first section of a push, up to its flush packet: which refs shall move, and the certificate of a signed push. It is
 * measured before JGit sees it, whose own refusal names a setting that our operators do not have.
 */
final class CommandList {

    private static final int HEADER = 4;

    private final byte[] bytes;
    private final boolean isTooLong;

    private CommandList(byte[] bytes, boolean isTooLong) {
        this.bytes = bytes;
        this.isTooLong = isTooLong;
    }

    /** Reads up to the flush packet, to broken framing, or to the limit in bytes, whichever comes first. */
    static CommandList read(InputStream request, long limit) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (bytes.size() <= limit) {
            byte[] header = request.readNBytes(HEADER);
            bytes.writeBytes(header);
            int length = length(header);
            if (length < HEADER) {
                return new CommandList(bytes.toByteArray(), false);
            }
            byte[] line = request.readNBytes(length - HEADER);
            bytes.writeBytes(line);
            if (line.length < length - HEADER) {
                return new CommandList(bytes.toByteArray(), false);
            }
        }
        return new CommandList(bytes.toByteArray(), true);
    }

    /** -1 if it is no length. */
    private static int length(byte[] header) {
        try {
            return header.length < HEADER ? -1 : Integer.parseInt(new String(header, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether the section is longer than was allowed. */
    boolean isTooLong() {
        return isTooLong;
    }

    /** Whether the client asks for something that it was offered, for example {@code atomic}. */
    boolean asksFor(String capability) {
        List<String> lines = lines();
        String first = lines.isEmpty() ? "" : lines.getFirst();
        int end = first.indexOf('\0');
        return end >= 0 && List.of(first.substring(end + 1).strip().split(" ")).contains(capability);
    }

    /** Where the client believes that the refs are which shall move, by full name; zero if they are not there. */
    Map<String, ObjectId> expected() {
        Map<String, ObjectId> expected = new LinkedHashMap<>();
        for (String line : lines()) {
            String[] parts = line.split("\0", 2)[0].strip().split(" ", 3);
            if (parts.length == 3 && ObjectId.isId(parts[0])) {
                expected.put(parts[2], ObjectId.fromString(parts[0]));
            }
        }
        return expected;
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        for (int at = 0; at + HEADER <= bytes.length; ) {
            int length = length(Arrays.copyOfRange(bytes, at, at + HEADER));
            if (length < HEADER || at + length > bytes.length) {
                break;
            }
            lines.add(new String(bytes, at + HEADER, length - HEADER, StandardCharsets.UTF_8));
            at += length;
        }
        return lines;
    }

    /** Reports to a client that none of its refs moved, in the form that it said it understands. */
    void reject(String reason, OutputStream answer) throws IOException {
        var report = new ByteArrayOutputStream();
        var lines = new PacketLineOut(report);
        lines.writeString("unpack ok\n");
        for (String ref : expected().keySet()) {
            lines.writeString("ng %s %s\n".formatted(ref, reason));
        }
        lines.end();
        if (asksFor("side-band-64k")) {
            var data = new SideBandOutputStream(SideBandOutputStream.CH_DATA, SideBandOutputStream.MAX_BUF, answer);
            data.write(report.toByteArray());
            data.flush();
            new PacketLineOut(answer).end();
        } else {
            answer.write(report.toByteArray());
        }
    }

    /** The request again, from its beginning. */
    InputStream with(InputStream rest) throws IOException {
        var whole = new PushbackInputStream(rest, Math.max(1, bytes.length));
        whole.unread(bytes);
        return whole;
    }

    /** Tells a client why nothing is done for it, in the form that it said it understands. */
    void refuse(String reason, OutputStream answer) throws IOException {
        String sent = new String(bytes, StandardCharsets.ISO_8859_1);
        if (sent.contains("side-band-64k")) {
            var error = new SideBandOutputStream(SideBandOutputStream.CH_ERROR, SideBandOutputStream.MAX_BUF, answer);
            error.write((reason + "\n").getBytes(StandardCharsets.UTF_8));
            error.flush();
        } else {
            new PacketLineOut(answer).writeString("unpack " + reason + "\n");
        }
        new PacketLineOut(answer).end();
    }
}

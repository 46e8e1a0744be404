package dev.millrace.githttp.push;

import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.Utf8Names;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.SideBandOutputStream;

/**
 * The first section of a push, up to its flush packet: the refs to move, and the certificate of a signed push. It is
 * measured before JGit sees it, whose own refusal names a setting that our operators do not have.
 */
final class CommandList {

    /** JGit rejects the entire push for an invalid ref name, and hardly any ref name contains this text. */
    static final char MASK = '"';

    private static final int HEADER = 4;
    /** Copies of the list: as read, as assembled, as text, as expected refs, and as JGit reads it. */
    private static final long MEMORY_OF_BYTE = 5;

    /** Heap for arrays, strings and list entries, however short the line. */
    private static final long MEMORY_OF_LINE = 100;

    private static final byte[] FLUSH = "0000".getBytes(StandardCharsets.US_ASCII);
    /** Two ids, each with a space. */
    private static final int NAME = 2 * (Constants.OBJECT_ID_STRING_LENGTH + 1);

    private final byte[] bytes;
    private final boolean isTooLong;
    private final Optional<String> problem;
    /** Names that are not UTF-8, in their order, as received. */
    private final List<byte[]> unreadable;

    private final Optional<SignedCommands> certificate;

    private CommandList(
            byte[] bytes, boolean isTooLong, Optional<String> problem, Optional<SignedCommands> certificate) {
        this.certificate = certificate;
        this.bytes = bytes;
        this.isTooLong = isTooLong;
        this.problem = problem;
        this.unreadable = mask(bytes);
    }

    /** JGit would decode such names as Latin-1, and move refs of other names. */
    private static List<byte[]> mask(byte[] section) {
        var unreadable = new ArrayList<byte[]>();
        for (int at = 0; at + HEADER <= section.length; ) {
            int length = length(Arrays.copyOfRange(section, at, at + HEADER));
            if (length < HEADER || at + length > section.length) {
                break;
            }
            int name = at + HEADER + NAME;
            int end = name;
            while (end < at + length && section[end] != 0 && section[end] != '\n') {
                end++;
            }
            if (name < end && !Utf8Names.isUtf8(section, name, end)) {
                byte[] sent = Arrays.copyOfRange(section, name, end);
                unreadable.add(sent);
                System.arraycopy(Utf8Names.masked(sent, MASK), 0, section, name, sent.length);
            }
            at += length;
        }
        return List.copyOf(unreadable);
    }

    /** The names that are not UTF-8 as JGit sees them: with quotation marks for the bytes outside ASCII. */
    Set<String> masked() {
        return unreadable.stream()
                .map(name -> new String(Utf8Names.masked(name, MASK), StandardCharsets.US_ASCII))
                .collect(Collectors.toSet());
    }

    /** A stream for the report, which restores these names as the client sent them. */
    OutputStream unmasking(OutputStream answer) {
        return unreadable.isEmpty() ? answer : new Unmasking(answer, unreadable);
    }

    /**
     * Reads up to the flush packet, and the push options, if any, up to theirs; stops at malformed framing, or at the first
     * exceeded limit.
     *
     * @param memory account to which each line is charged before it is read
     */
    static CommandList read(InputStream request, PushLimits limits, Memory memory) throws IOException {
        var section = new Section(request, limits, memory);
        boolean isWhole = section.read(true);
        Optional<SignedCommands> certificate =
                isWhole ? SignedCommands.of(packets(section.bytes.toByteArray())) : Optional.empty();
        if (certificate.isPresent()) {
            section.bytes.reset();
            certificate.get().unsigned().forEach(packet -> {
                section.bytes.writeBytes(
                        "%04x".formatted(packet.length + HEADER).getBytes(StandardCharsets.US_ASCII));
                section.bytes.writeBytes(packet);
            });
            section.bytes.writeBytes(FLUSH);
        }
        CommandList commands = section.commands(certificate);
        if (!isWhole || !commands.asksFor("push-options")) {
            return commands;
        }
        section.read(false);
        return section.commands(certificate);
    }

    /** Memory for a push. */
    interface Memory {

        /**
         * Reserves memory until the push ends.
         *
         * @throws PackOverLimit if a push can never have this much
         * @throws PackMemoryBusy if others hold it
         */
        void take(long bytes) throws PackOverLimit, PackMemoryBusy;
    }

    /** The section that is being read. */
    private static final class Section {

        private final InputStream request;
        private final PushLimits limits;
        private final Memory memory;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Optional<String> problem = Optional.empty();
        private int refs;

        Section(InputStream request, PushLimits limits, Memory memory) {
            this.request = request;
            this.limits = limits;
            this.memory = memory;
        }

        /** Returns whether the section ended with a flush packet. */
        boolean read(boolean hasCommands) throws IOException {
            while (bytes.size() <= limits.commandBytes()) {
                byte[] header = request.readNBytes(HEADER);
                bytes.writeBytes(header);
                int length = length(header);
                if (length < HEADER) {
                    return length == 0;
                }
                try {
                    memory.take(MEMORY_OF_BYTE * length + MEMORY_OF_LINE);
                } catch (PackOverLimit | PackMemoryBusy limit) {
                    problem = Optional.of(String.valueOf(limit.getMessage()));
                    return false;
                }
                byte[] line = request.readNBytes(length - HEADER);
                bytes.writeBytes(line);
                if (line.length < length - HEADER) {
                    return false;
                }
                if (hasCommands && isCommand(line) && ++refs > limits.refs()) {
                    problem = Optional.of("a push moves at most %d refs, this one moves more".formatted(limits.refs()));
                    return false;
                }
            }
            return false;
        }

        CommandList commands(Optional<SignedCommands> certificate) {
            boolean isTooLong = bytes.size() > limits.commandBytes();
            Optional<String> tooLong = isTooLong
                    ? Optional.of("the list of refs to move is larger than the limit of %d bytes"
                            .formatted(limits.commandBytes()))
                    : Optional.empty();
            return new CommandList(bytes.toByteArray(), isTooLong, problem.or(() -> tooLong), certificate);
        }
    }

    /** Whether a line moves a ref, inside or outside a certificate. */
    private static boolean isCommand(byte[] line) {
        if (line.length <= NAME) {
            return false;
        }
        String ids = new String(line, 0, NAME, StandardCharsets.ISO_8859_1);
        return ObjectId.isId(ids.substring(0, Constants.OBJECT_ID_STRING_LENGTH))
                && ObjectId.isId(ids.substring(NAME / 2, NAME - 1));
    }

    /** The certificate of the commands, which are in the list as if they were unsigned. */
    Optional<SignedCommands> certificate() {
        return certificate;
    }

    /** -1 if it is not a length. */
    private static int length(byte[] header) {
        try {
            return header.length < HEADER ? -1 : Integer.parseInt(new String(header, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether it has more bytes than allowed. */
    boolean isTooLong() {
        return isTooLong;
    }

    /** The limit that was exceeded, so that not everything was read; empty if none was. */
    Optional<String> problem() {
        return problem;
    }

    /** Whether the client requests an offered capability, for example {@code atomic}. */
    boolean asksFor(String capability) {
        // the boundary of a shallow client precedes the first command
        return lines().stream()
                .filter(line -> line.indexOf('\0') >= 0)
                .findFirst()
                .map(line -> line.substring(line.indexOf('\0') + 1).strip())
                .filter(capabilities -> List.of(capabilities.split(" ")).contains(capability))
                .isPresent();
    }

    /** Old values that the client expects of the refs to move, by full name; zero if they do not exist. */
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
        return packets(bytes).stream()
                .map(packet -> new String(packet, StandardCharsets.UTF_8))
                .toList();
    }

    /** Contents of the packets up to the first flush packet. */
    private static List<byte[]> packets(byte[] section) {
        var packets = new ArrayList<byte[]>();
        for (int at = 0; at + HEADER <= section.length; ) {
            int length = length(Arrays.copyOfRange(section, at, at + HEADER));
            if (length < HEADER || at + length > section.length) {
                break;
            }
            packets.add(Arrays.copyOfRange(section, at + HEADER, at + length));
            at += length;
        }
        return packets;
    }

    /** Reports to a client that none of its refs moved, in the format that it requested. */
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

    /** Reports to a client why its request failed, in the format that it requested. */
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

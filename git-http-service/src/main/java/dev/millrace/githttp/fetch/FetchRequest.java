package dev.millrace.githttp.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/** The body of one request of {@code git-upload-pack}, parsed far enough to know what it requests. */
public final class FetchRequest {

    private static final String VERSION_2 = "version=2";
    private static final String COMMAND = "command=";
    private static final String HAVE = "have ";

    private static final String WITHOUT_BLOBS = "filter blob:none";
    private static final Set<String> PLAIN =
            Set.of("done", "ofs-delta", "thin-pack", "no-progress", "include-tag", "wait-for-done", WITHOUT_BLOBS);

    private final Set<String> protocol;
    private final List<String> packets;

    private FetchRequest(Set<String> protocol, List<String> packets) {
        this.protocol = protocol;
        this.packets = packets;
    }

    /**
     * Reads a request.
     *
     * @param protocol parameters of the {@code Git-Protocol} header, for example {@code version=2}
     * @param body complete and decompressed
     * @throws PackProtocolException if it is malformed, lists more than the limits allow, or requests something that we do
     *     not support
     */
    public static FetchRequest read(Set<String> protocol, byte[] body, FetchLimits limits)
            throws PackProtocolException {
        if (body.length == 0) {
            throw new PackProtocolException("the request is empty");
        }
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        PacketLineIn in = new PacketLineIn(bytes);
        List<String> packets = new ArrayList<>();
        int haves = 0;
        int prefixes = 0;
        long lines = 0;
        try {
            while (bytes.available() > 0) {
                String packet = in.readString();
                boolean isIgnored = (packet.startsWith(HAVE) && ++haves > limits.haves())
                        // with this many, all refs are listed
                        || (packet.startsWith(ListRefs.PREFIX) && ++prefixes > ListRefs.MOST_PREFIXES + 1);
                if (!isIgnored && ++lines <= limits.lines()) {
                    packets.add(packet);
                }
            }
        } catch (EOFException early) {
            throw new PackProtocolException("the request ends in the middle of a packet", early);
        } catch (IOException malformed) {
            throw new PackProtocolException(String.valueOf(malformed.getMessage()), malformed);
        }
        if (lines > limits.lines()) {
            throw new PackProtocolException(
                    "the request has %d lines; the limit is %d".formatted(lines, limits.lines()));
        }
        FetchRequest request = new FetchRequest(Set.copyOf(protocol), List.copyOf(packets));
        RequestSyntax.check(request, limits);
        return request;
    }

    /** Whether it is of protocol version 2. */
    public boolean isVersion2() {
        return isVersion2(protocol);
    }

    static boolean isVersion2(Set<String> protocol) {
        return protocol.contains(VERSION_2);
    }

    /** The command of a request of version 2, for example {@code ls-refs}; empty if there is none. */
    public Optional<String> command() {
        return isVersion2() && !packets.isEmpty() && packets.getFirst().startsWith(COMMAND)
                ? Optional.of(packets.getFirst().substring(COMMAND.length()))
                : Optional.empty();
    }

    /** Whether it requests a pack and has no objects to build on: the costly kind. */
    public boolean isClone() {
        boolean fetch = isVersion2() ? command().filter("fetch"::equals).isPresent() : !packets.isEmpty();
        return fetch && packets.contains("done") && packets.stream().noneMatch(packet -> packet.startsWith(HAVE));
    }

    /**
     * The wants of a clone of version 2 that requests nothing unusual and accepts offset deltas, so that any stored pack
     * suits it, or the part of it without blobs; empty for every other request.
     */
    Optional<List<ObjectId>> plainWants() {
        if (!isVersion2() || !isClone() || !packets.contains("ofs-delta")) {
            return Optional.empty();
        }
        List<ObjectId> wants = new ArrayList<>();
        for (String argument : arguments()) {
            if (argument.startsWith("want ") && ObjectId.isId(argument.substring(5))) {
                wants.add(ObjectId.fromString(argument.substring(5)));
            } else if (!PLAIN.contains(argument)) {
                return Optional.empty();
            }
        }
        return Optional.of(wants);
    }

    /** Whether blobs or trees are left out. */
    public boolean isFiltered() {
        return packets.stream().anyMatch(packet -> packet.startsWith("filter "));
    }

    /** Whether tags of the sent objects are to be sent too. */
    boolean includesTags() {
        return has("include-tag");
    }

    /** Whether the client has an argument of version 2, or a capability of an earlier version. */
    boolean has(String option) {
        if (isVersion2()) {
            return packets.contains(option);
        }
        // the text after the id in the first line
        return !packets.isEmpty() && List.of(packets.getFirst().split(" ")).indexOf(option) > 1;
    }

    /** The filter for objects that the client does not want yet, for example {@code blob:none}. */
    Optional<String> filter() {
        return packets.stream()
                .filter(packet -> packet.startsWith("filter "))
                .findFirst()
                .map(packet -> packet.substring("filter ".length()));
    }

    /** The same text for requests with identical responses: the identity of the client does not matter. */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) (isVersion2() ? 2 : 0));
            for (String packet : packets) {
                if (!packet.startsWith("agent=") && !packet.startsWith("session-id=")) {
                    digest.update(nameless(packet).getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) (PacketLineIn.isDelimiter(packet) ? 1 : PacketLineIn.isEnd(packet) ? 2 : 3));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String nameless(String packet) {
        return packet.startsWith("want ") ? packet.replaceAll(" (agent|session-id)=\\S*", "") : packet;
    }

    /**
     * Whether the client wants no progress. JGit produces it anyway, since that is how we notice a disconnected client while
     * objects are counted, and we drop it.
     */
    boolean isQuiet() {
        return has("no-progress");
    }

    Set<String> protocol() {
        return protocol;
    }

    /** Its packets in order; {@link PacketLineIn} identifies delimiters and flushes. */
    List<String> packets() {
        return packets;
    }

    /** The packets after the first delimiter, as far as they are text. */
    List<String> arguments() {
        int delimiter = 0;
        while (delimiter < packets.size() && !PacketLineIn.isDelimiter(packets.get(delimiter))) {
            delimiter++;
        }
        return packets.stream()
                .skip(delimiter + 1L)
                .filter(packet -> !PacketLineIn.isEnd(packet) && !PacketLineIn.isDelimiter(packet))
                .toList();
    }

    /** The same with some packets changed; those that become empty text are dropped. */
    FetchRequest with(UnaryOperator<String> change) {
        List<String> changed = new ArrayList<>();
        for (String packet : packets) {
            if (PacketLineIn.isDelimiter(packet) || PacketLineIn.isEnd(packet)) {
                changed.add(packet);
            } else {
                String after = change.apply(packet);
                if (!after.isEmpty()) {
                    changed.add(after);
                }
            }
        }
        return of(changed);
    }

    /** The same with other packets. */
    FetchRequest of(List<String> others) {
        return new FetchRequest(protocol, List.copyOf(others));
    }

    /** The same with more arguments; they are placed before the flush that ends the wants. */
    FetchRequest withArguments(List<String> arguments) {
        List<String> more = new ArrayList<>(packets);
        int end = 0;
        while (!PacketLineIn.isEnd(more.get(end))) {
            end++;
        }
        more.addAll(end, arguments);
        return of(more);
    }

    /** As JGit is to read it. */
    byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut out = new PacketLineOut(bytes);
        out.setFlushOnEnd(false);
        for (String packet : packets) {
            if (PacketLineIn.isDelimiter(packet)) {
                out.writeDelim();
            } else if (PacketLineIn.isEnd(packet)) {
                out.end();
            } else {
                out.writeString(packet + "\n");
            }
        }
        return bytes.toByteArray();
    }
}

package dev.millrace.bench.git;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/** The reading side of Git's protocol version 2, only as much as a measurement needs; see gitprotocol-v2(5). */
final class FetchWire {

    private static final int PACK_DATA = 1;
    private static final int FATAL = 3;

    private FetchWire() {}

    /**
     * Duration and size of one fetch, measured from when the request was sent.
     *
     * @param packBytes length of the pack
     * @param objects number of objects in the pack, from its header
     */
    record Fetched(Duration firstByte, Duration lastByte, long packBytes, long objects) {}

    /** A command {@code ls-refs}; without prefixes it requests all refs. */
    static byte[] lsRefs(List<String> prefixes) {
        var body = new ByteArrayOutputStream();
        line(body, "command=ls-refs\n");
        line(body, "agent=millrace-bench\n");
        line(body, "object-format=sha1");
        special(body, "0001");
        line(body, "peel\n");
        line(body, "symrefs\n");
        prefixes.forEach(prefix -> line(body, "ref-prefix " + prefix + "\n"));
        special(body, "0000");
        return body.toByteArray();
    }

    /**
     * A command {@code fetch} without further negotiation.
     *
     * @param options further lines, for example {@code deepen 1}
     */
    static byte[] fetch(List<String> wants, List<String> haves, List<String> options) {
        var body = new ByteArrayOutputStream();
        line(body, "command=fetch");
        line(body, "agent=millrace-bench");
        line(body, "object-format=sha1");
        special(body, "0001");
        line(body, "thin-pack");
        line(body, "no-progress");
        line(body, "ofs-delta");
        options.forEach(option -> line(body, option));
        wants.forEach(want -> line(body, "want " + want + "\n"));
        haves.forEach(have -> line(body, "have " + have + "\n"));
        line(body, "done\n");
        special(body, "0000");
        return body.toByteArray();
    }

    static void line(ByteArrayOutputStream body, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        special(body, "%04x".formatted(bytes.length + 4));
        body.writeBytes(bytes);
    }

    static void special(ByteArrayOutputStream body, String packet) {
        body.writeBytes(packet.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Sends a fetch and reads the pack to its end.
     *
     * @throws UnexpectedAnswer if there is no complete pack
     */
    static Fetched fetch(GitServer server, String repository, byte[] command) {
        return fetch(server, server.address(repository), repository, command);
    }

    /** The same, with the processor time reported. */
    static Fetched counted(GitServer server, String repository, byte[] command) {
        return fetch(server, server.countedAddress(repository), repository, command);
    }

    private static Fetched fetch(GitServer server, URI address, String repository, byte[] command) {
        var headers = new HashMap<String, String>();
        headers.put("Git-Protocol", "version=2");
        headers.put("Content-Type", "application/x-git-upload-pack-request");
        server.authorization(repository).ifPresent(value -> headers.put("Authorization", value));
        long start = System.nanoTime();
        try (var answer = PlainHttp.post(URI.create(address + "/git-upload-pack"), headers, command)) {
            InputStream body = answer.body();
            if (answer.status() != 200) {
                throw refused(
                        address.getPath(), answer.status(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            return read(body, start);
        } catch (IOException e) {
            throw new UnexpectedAnswer("a fetch was cut off: " + e, e);
        }
    }

    private static Fetched read(InputStream in, long start) throws IOException {
        var header = new byte[12];
        long bytes = 0;
        Duration first = Duration.ZERO;
        var buffer = new byte[1 << 16];
        boolean inPack = false;
        while (true) {
            int length = length(in);
            if (length < 4) {
                if (inPack && length == 0) {
                    break;
                }
                continue; // the end of a section before the pack
            }
            int size = length - 4;
            if (in.readNBytes(buffer, 0, size) != size) {
                throw new UnexpectedAnswer("the answer ends within a packet");
            }
            if (!inPack) {
                String text = new String(buffer, 0, size, StandardCharsets.UTF_8);
                if (text.startsWith("ERR ")) {
                    throw new UnexpectedAnswer("the server reports: " + text);
                }
                inPack = text.strip().equals("packfile");
            } else if (buffer[0] == PACK_DATA) {
                if (bytes == 0) {
                    first = Duration.ofNanos(System.nanoTime() - start);
                }
                for (int at = 1; at < size && bytes + at - 1 < header.length; at++) {
                    header[(int) bytes + at - 1] = buffer[at];
                }
                bytes += size - 1;
            } else if (buffer[0] == FATAL) {
                throw new UnexpectedAnswer(
                        "the server reports: " + new String(buffer, 1, size - 1, StandardCharsets.UTF_8));
            }
        }
        if (bytes < header.length || header[0] != 'P' || header[1] != 'A') {
            throw new UnexpectedAnswer("what came is no pack");
        }
        long objects = 0;
        for (int at = 8; at < 12; at++) {
            objects = objects << 8 | header[at] & 0xff;
        }
        return new Fetched(first, Duration.ofNanos(System.nanoTime() - start), bytes, objects);
    }

    private static int length(InputStream in) throws IOException {
        byte[] digits = in.readNBytes(4);
        if (digits.length < 4) {
            throw new UnexpectedAnswer("the answer ends before the pack does");
        }
        return Integer.parseInt(new String(digits, StandardCharsets.US_ASCII), 16);
    }

    private static UnexpectedAnswer refused(String path, int status, String body) {
        return new UnexpectedAnswer("%s was answered %d %s"
                .formatted(path, status, body.substring(0, Math.min(300, body.length()))));
    }
}

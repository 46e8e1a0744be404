package dev.millrace.githttp.forward;

import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * What an upstream reports about a push, see gitprotocol-pack(5), section Report Status.
 *
 * @param unpackProblem why it could not accept the pack; empty if it could
 * @param refs by full name, for each pushed ref, why it was not moved; empty if it was
 */
record UpstreamReport(Optional<String> unpackProblem, Map<String, Optional<String>> refs) {

    private static final int HEADER = 4;
    private static final int DATA = 1;
    private static final int WORDS = 2;
    private static final int LONGEST = 4 << 20;
    private static final int LONGEST_MESSAGE = 10_000;

    /**
     * Reads it.
     *
     * @param pushed full names of the refs that the push sent; a report about others is dropped
     * @param sideBand whether the report arrives in the first band, with messages for people in the second
     * @param words receives the second band as it arrives; a disconnected client is no reason to stop
     * @throws EOFException if the response ends before the report does
     * @throws UpstreamException if the upstream aborted with a message of its own, or the report is larger than 4 MiB
     */
    static UpstreamReport read(
            UpstreamAccess access, InputStream answer, boolean sideBand, Set<String> pushed, OutputStream words)
            throws IOException {
        if (!sideBand) {
            return parse(access, new Limited(access.name(), answer), pushed);
        }
        OutputStream redacted = access.redactor().redacting(words);
        byte[] report;
        try {
            report = report(access, answer, redacted);
        } finally {
            end(redacted);
        }
        return parse(access, new ByteArrayInputStream(report), pushed);
    }

    private static void end(OutputStream words) {
        try {
            words.close();
        } catch (IOException gone) {
            // as above: the report still matters
        }
    }

    private static byte[] report(UpstreamAccess access, InputStream answer, OutputStream words) throws IOException {
        var report = new ByteArrayOutputStream();
        boolean isHeard = true;
        while (true) {
            int length = length(access.name(), answer.readNBytes(HEADER));
            if (length == 0) {
                return report.toByteArray();
            }
            byte[] packet = answer.readNBytes(length - HEADER);
            if (packet.length < length - HEADER) {
                throw new EOFException();
            }
            int band = packet.length == 0 ? WORDS : packet[0];
            if (band == DATA) {
                if (report.size() + packet.length - 1 > LONGEST) {
                    throw tooLarge(access.name());
                }
                report.write(packet, 1, packet.length - 1);
            } else if (band == WORDS) {
                isHeard = isHeard && pass(packet, words);
            } else {
                String reported = access.sanitized(
                        new String(packet, 1, packet.length - 1, StandardCharsets.UTF_8), LONGEST_MESSAGE);
                throw new UpstreamException(
                        new UpstreamFailure.ServerError("%s reports: %s".formatted(access.name(), reported)));
            }
        }
    }

    private static boolean pass(byte[] packet, OutputStream words) {
        try {
            words.write(packet, Math.min(1, packet.length), Math.max(0, packet.length - 1));
            words.flush();
            return true;
        } catch (IOException gone) {
            // the report still matters: what the upstream accepted must be committed here
            return false;
        }
    }

    private static int length(String name, byte[] header) throws IOException {
        if (header.length < HEADER) {
            throw new EOFException();
        }
        try {
            int length = Integer.parseInt(new String(header, StandardCharsets.US_ASCII), 16);
            if (length == 0 || length >= HEADER) {
                return length;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new UpstreamException(
                new UpstreamFailure.UnexpectedResponse(name + " does not report as a Git server does"));
    }

    private static UpstreamException tooLarge(String name) {
        return new UpstreamException(new UpstreamFailure.UnexpectedResponse(
                "the report of %s is larger than the limit of %d bytes".formatted(name, LONGEST)));
    }

    private static UpstreamReport parse(UpstreamAccess access, InputStream report, Set<String> pushed)
            throws IOException {
        PacketLineIn lines = new PacketLineIn(report);
        Optional<String> unpackProblem = Optional.of("it reported nothing about the pack");
        Map<String, Optional<String>> refs = new LinkedHashMap<>();
        for (String line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            String[] parts = line.split(" ", 3);
            if (parts[0].equals("unpack")) {
                String reported = line.substring(Math.min(line.length(), "unpack ".length()));
                unpackProblem = reported.equals("ok")
                        ? Optional.empty()
                        : Optional.of(access.sanitized(reported, LONGEST_MESSAGE));
            } else if (parts.length < 2 || !pushed.contains(parts[1])) {
                continue;
            } else if (parts[0].equals("ok")) {
                refs.put(parts[1], Optional.empty());
            } else if (parts[0].equals("ng")) {
                refs.put(
                        parts[1],
                        Optional.of(
                                parts.length == 3
                                        ? access.sanitized(parts[2], LONGEST_MESSAGE)
                                        : "refused without a word"));
            }
        }
        return new UpstreamReport(unpackProblem, refs);
    }

    /** Fails once more than the limit of a report was read. */
    private static final class Limited extends FilterInputStream {

        private final String name;
        private int left = LONGEST;

        Limited(String name, InputStream in) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = super.read(into, offset, length);
            count(Math.max(0, got));
            return got;
        }

        private void count(int got) throws UpstreamException {
            left -= got;
            if (left < 0) {
                throw tooLarge(name);
            }
        }
    }
}

package dev.millrace.githttp.transport;

import java.nio.charset.StandardCharsets;

/**
 * The heap that a request of packets takes once it is parsed: its bytes, and an object for each packet, so that many empty
 * packets do not pass as a small request. Counts while the request arrives, in pieces of any size. Malformed framing ends
 * the count, since such a request is rejected there.
 */
final class PacketMemory {

    private static final int HEADER = 4;

    /** Heap of one packet: a string, its array, and its reference in a list. */
    private static final long PACKET = 64;

    private final byte[] header = new byte[HEADER];
    private int headerBytes;
    private long left;
    private boolean isBroken;

    /** The heap that the next piece of the request adds. */
    long of(byte[] next) {
        long packets = 0;
        for (int at = 0; at < next.length && !isBroken; ) {
            if (left > 0) {
                int skipped = (int) Math.min(left, next.length - at);
                left -= skipped;
                at += skipped;
                continue;
            }
            header[headerBytes++] = next[at++];
            if (headerBytes == HEADER) {
                headerBytes = 0;
                packets++;
                startPacket();
            }
        }
        return next.length + PACKET * packets;
    }

    private void startPacket() {
        try {
            int length = Integer.parseInt(new String(header, StandardCharsets.US_ASCII), 16);
            // lengths below that of the header are flush and delimiter packets
            left = Math.max(0, length - HEADER);
            isBroken = length < 0;
        } catch (NumberFormatException e) {
            isBroken = true;
        }
    }
}

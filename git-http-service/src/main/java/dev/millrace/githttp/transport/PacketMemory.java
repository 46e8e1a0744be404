package dev.millrace.githttp.transport;

import java.nio.charset.StandardCharsets;

/**
 * The heap that a request made of packets takes once it is read: its bytes, and an object for each packet, so that many
 * empty packets are not taken for a small request. Counts while the request arrives, in pieces of any size. Broken framing
 * ends the count, since such a request is rejected there.
 */
final class PacketMemory {

    private static final int HEADER = 4;

    /** Of one packet: a string, its array, and where a list refers to it. */
    private static final long PACKET = 64;

    private final byte[] header = new byte[HEADER];
    private int headerBytes;
    private long left;
    private boolean isBroken;

    /** What the next piece of the request adds. */
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
            // less than its header are flush and delimiter packets
            left = Math.max(0, length - HEADER);
            isBroken = length < 0;
        } catch (NumberFormatException e) {
            isBroken = true;
        }
    }
}

package dev.millrace.kit.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Addresses with a common prefix.
 *
 * @param first any address of the range; its bits after the prefix are ignored
 * @param prefix number of significant bits, 0 to 32 or 128
 */
record NetworkRange(InetAddress first, int prefix) {

    NetworkRange {
        int bits = first.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "a prefix of %s has 0 to %d bits, not %d".formatted(first, bits, prefix));
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static NetworkRange of(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no range of addresses".formatted(text)));
    }

    /** As {@link #of}, but empty if the text is not a range, for example a host name. */
    static Optional<NetworkRange> find(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.contains(":") && !address.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            // a literal: nothing is looked up
            InetAddress first = InetAddress.getByName(address);
            int bits = first.getAddress().length * 8;
            return Optional.of(new NetworkRange(first, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1))));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException("'%s' is no range of addresses".formatted(text), e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}

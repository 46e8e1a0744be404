package dev.millrace.kit.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Whom an address counts for where something is limited for each sender. A subscriber of IPv6 is given a network of 64 bits or
 * more (RFC 6177, RFC 7421), and can send from another address of it each time.
 */
public final class SenderNetwork {

    private static final int NETWORK_BYTES = 8;

    private SenderNetwork() {}

    /**
     * The address itself, or of IPv6 its network.
     *
     * @param address IP address, as a socket or a proxy names it; anything else is returned as it is
     * @return {@code 192.0.2.7} or {@code 2001:db8:0:1:0:0:0:0/64}
     */
    public static String of(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(withoutZone(address));
            if (!(parsed instanceof Inet6Address)) {
                // an IPv4 address that is written as IPv6, too
                return parsed.getHostAddress();
            }
            byte[] network = Arrays.copyOf(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES), 2 * NETWORK_BYTES);
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (IllegalArgumentException | UnknownHostException e) {
            return address;
        }
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}

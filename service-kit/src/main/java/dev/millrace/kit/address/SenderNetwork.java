package dev.millrace.kit.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The sender to which an address counts in limits per sender. An IPv6 subscriber gets a network of 64 bits or more (RFC
 * 6177, RFC 7421), and can send each request from another address in it.
 */
public final class SenderNetwork {

    private static final int NETWORK_BYTES = 8;

    private SenderNetwork() {}

    /**
     * The address itself, or the network of an IPv6 address.
     *
     * @param address IP address, as a socket or a proxy names it; anything else is returned as it is
     * @return {@code 192.0.2.7} or {@code 2001:db8:0:1:0:0:0:0/64}
     */
    public static String of(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(withoutZone(address));
            if (!(parsed instanceof Inet6Address)) {
                // including IPv4 addresses written as IPv6
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

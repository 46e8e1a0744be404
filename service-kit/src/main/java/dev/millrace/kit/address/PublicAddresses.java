package dev.millrace.kit.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Distinguishes public addresses from all others by IANA's registries of special-purpose addresses (RFC 6890). IPv4 is
 * public unless it is listed; IPv6 is public only within {@code 2000::/3} and unless it is listed. Forms of IPv6 that carry
 * an IPv4 address for a translator or tunnel are never public: their final destination is not visible from here.
 */
final class PublicAddresses {

    private static final Map<NetworkRange, String> SPECIAL = special();
    private static final NetworkRange GLOBAL_UNICAST = NetworkRange.of("2000::/3");

    private PublicAddresses() {}

    /** Why an address is not public; empty for a public one. */
    static Optional<String> objection(InetAddress address) {
        for (Map.Entry<NetworkRange, String> range : SPECIAL.entrySet()) {
            if (range.getKey().contains(address)) {
                return Optional.of(range.getValue());
            }
        }
        return address instanceof Inet4Address || GLOBAL_UNICAST.contains(address)
                ? Optional.empty()
                : Optional.of("not global");
    }

    /** One flat table; the first match gives the reason. */
    private static Map<NetworkRange, String> special() {
        Map<NetworkRange, String> ranges = new LinkedHashMap<>();
        ranges.put(NetworkRange.of("0.0.0.0/8"), "this network");
        ranges.put(NetworkRange.of("10.0.0.0/8"), "private");
        ranges.put(NetworkRange.of("100.64.0.0/10"), "shared by carriers");
        ranges.put(NetworkRange.of("127.0.0.0/8"), "loopback");
        ranges.put(NetworkRange.of("168.63.129.16/32"), "metadata of a cloud");
        ranges.put(NetworkRange.of("169.254.0.0/16"), "link-local");
        ranges.put(NetworkRange.of("172.16.0.0/12"), "private");
        ranges.put(NetworkRange.of("192.0.0.0/24"), "reserved for protocols");
        ranges.put(NetworkRange.of("192.0.2.0/24"), "documentation");
        ranges.put(NetworkRange.of("192.88.99.0/24"), "relay of 6to4");
        ranges.put(NetworkRange.of("192.168.0.0/16"), "private");
        ranges.put(NetworkRange.of("198.18.0.0/15"), "benchmarking");
        ranges.put(NetworkRange.of("198.51.100.0/24"), "documentation");
        ranges.put(NetworkRange.of("203.0.113.0/24"), "documentation");
        ranges.put(NetworkRange.of("224.0.0.0/4"), "multicast");
        ranges.put(NetworkRange.of("240.0.0.0/4"), "reserved");
        ranges.put(NetworkRange.of("::/128"), "this network");
        ranges.put(NetworkRange.of("::1/128"), "loopback");
        ranges.put(NetworkRange.of("64:ff9b::/96"), "translated to IPv4");
        ranges.put(NetworkRange.of("64:ff9b:1::/48"), "translated to IPv4");
        ranges.put(NetworkRange.of("2001::/23"), "reserved for protocols");
        ranges.put(NetworkRange.of("2001:db8::/32"), "documentation");
        ranges.put(NetworkRange.of("2002::/16"), "tunnel of 6to4");
        ranges.put(NetworkRange.of("3fff::/20"), "documentation");
        ranges.put(NetworkRange.of("fc00::/7"), "unique local");
        ranges.put(NetworkRange.of("fe80::/10"), "link-local");
        ranges.put(NetworkRange.of("fec0::/10"), "site-local");
        ranges.put(NetworkRange.of("ff00::/8"), "multicast");
        return ranges;
    }
}

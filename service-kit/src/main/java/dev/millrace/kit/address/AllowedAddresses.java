package dev.millrace.kit.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Non-public addresses that the administrator allows. */
final class AllowedAddresses {

    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private final Set<String> hosts;
    private final List<String> suffixes;
    private final List<NetworkRange> ranges;

    private AllowedAddresses(Set<String> hosts, List<String> suffixes, List<NetworkRange> ranges) {
        this.hosts = hosts;
        this.suffixes = suffixes;
        this.ranges = ranges;
    }

    static AllowedAddresses of(List<String> entries) {
        Set<String> hosts = new HashSet<>();
        List<String> suffixes = new ArrayList<>();
        List<NetworkRange> ranges = new ArrayList<>();
        for (String entry : entries) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            Optional<NetworkRange> range = NetworkRange.find(text);
            if (range.isPresent()) {
                ranges.add(range.get());
            } else if (!HOST.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "millrace.outbound.allowed: '%s' is neither a host nor a range of addresses".formatted(entry));
            } else if (text.startsWith("*.")) {
                suffixes.add(text.substring(1));
            } else {
                hosts.add(text);
            }
        }
        return new AllowedAddresses(hosts, suffixes, ranges);
    }

    /** @param host a name in lower case; its addresses do not matter */
    boolean host(String host) {
        return hosts.contains(host) || suffixes.stream().anyMatch(host::endsWith);
    }

    boolean address(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}

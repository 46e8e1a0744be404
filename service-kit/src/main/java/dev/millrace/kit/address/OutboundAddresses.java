package dev.millrace.kit.address;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The guard on addresses that users provide. It accepts {@code https} addresses of hosts whose addresses are all public, and
 * those that the administrator allowed.
 *
 * <p>A name may resolve to another address a moment later. So the decision contains the addresses that were checked, and the
 * caller connects to one of these only; a caller that cannot do that must check the connection again with {@link #check(URI,
 * InetAddress)}. Redirects are new addresses: callers do not follow them, or check them again.
 */
public final class OutboundAddresses {

    private static final Logger LOG = Logger.getLogger(OutboundAddresses.class);
    private static final int LONGEST = 2048;
    /**
     * Text that a resolver may parse as an IPv4 address although it is not four decimal numbers: 2130706433, 0x7f.1,
     * 0177.0.0.1.
     */
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)");

    private static final Pattern DOTTED_QUAD =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private final AllowedAddresses allowed;
    private final HostLookup lookup;

    /**
     * @param allowed what the administrator allows, each a host ({@code git.internal}), all hosts below one ({@code
     *     *.internal}), an address, or a range of addresses ({@code 10.1.0.0/16}, {@code fd00::/8})
     * @throws IllegalArgumentException if an entry is none of these
     */
    public OutboundAddresses(List<String> allowed, HostLookup lookup) {
        this.allowed = AllowedAddresses.of(allowed);
        this.lookup = lookup;
    }

    /**
     * Decides whether an address is allowed, and resolves its host. May take some seconds.
     *
     * @param address absolute, with {@code http} or {@code https}
     */
    public Resolved check(URI address) {
        Optional<String> malformed = malformed(address);
        if (malformed.isPresent()) {
            return new Resolved.Refused(malformed.get());
        }
        String host = host(address);
        try {
            return decide(address, host, lookup.addresses(host));
        } catch (UnknownHostException e) {
            LOG.debugf("the host '%s' has no address", host);
            return new Resolved.Refused(nowhere(host));
        }
    }

    /**
     * Why an address is refused permanently, for checks before anything is stored for it: empty if connecting is allowed,
     * and also if its host has no address now, which may change.
     */
    public Optional<String> objection(URI address) {
        Optional<String> malformed = malformed(address);
        if (malformed.isPresent()) {
            return malformed;
        }
        String host = host(address);
        try {
            return decide(address, host, lookup.addresses(host)) instanceof Resolved.Refused(String reason)
                    ? Optional.of(reason)
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * The same message whether a name is unknown or resolves to an internal address, so that callers cannot probe the
     * network.
     */
    private static String nowhere(String host) {
        return ("the host '%s' has no address that may be connected to: it must be public, or allowed by the administrator"
                        + " (millrace.outbound.allowed)")
                .formatted(host);
    }

    /** As {@link #check(URI)} for a connection that is already open to one of the host's addresses. */
    public Resolved check(URI address, InetAddress connectedTo) {
        Optional<String> malformed = malformed(address);
        return malformed.isPresent()
                ? new Resolved.Refused(malformed.get())
                : decide(address, host(address), List.of(connectedTo));
    }

    private Resolved decide(URI address, String host, List<InetAddress> found) {
        boolean hostAllowed = allowed.host(host);
        boolean everyAddressAllowed = found.stream().allMatch(allowed::address);
        if (!hostAllowed && !everyAddressAllowed) {
            for (InetAddress each : found) {
                Optional<String> objection = allowed.address(each) ? Optional.empty() : PublicAddresses.objection(each);
                if (objection.isPresent()) {
                    LOG.debugf("the host '%s' leads to %s (%s)", host, each.getHostAddress(), objection.get());
                    return new Resolved.Refused(
                            isLiteral(host)
                                    ? "'%s' is not a public address (%s)".formatted(host, objection.get())
                                    : nowhere(host));
                }
            }
            if (!address.getScheme().equalsIgnoreCase("https")) {
                return new Resolved.Refused("the address must begin with https://");
            }
        }
        return new Resolved.Allowed(address, found);
    }

    private static boolean isLiteral(String host) {
        return host.contains(":") || DOTTED_QUAD.matcher(host).matches();
    }

    /** What is wrong with the address as text, without a lookup. */
    private static Optional<String> malformed(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (address.toString().length() > LONGEST) {
            return Optional.of("the address is longer than %d characters".formatted(LONGEST));
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return Optional.of("the address must begin with https://");
        }
        if (address.getHost() == null) {
            return Optional.of("the address names no host, or one that is not spelled as names and addresses are");
        }
        if (address.getRawUserInfo() != null) {
            return Optional.of("the address holds a user name or password");
        }
        if (address.getPort() == 0 || address.getPort() > 65_535) {
            return Optional.of("the port %d does not exist".formatted(address.getPort()));
        }
        String host = host(address);
        if (host.isEmpty() || host.contains("%")) {
            return Optional.of("the host '%s' is none".formatted(host));
        }
        if (!host.contains(":")
                && NUMERIC_END.matcher(host).matches()
                && !DOTTED_QUAD.matcher(host).matches()) {
            return Optional.of("the host '%s' is an address in a form that is read differently by different programs"
                    .formatted(host));
        }
        return Optional.empty();
    }

    /** Lower case, without the brackets of IPv6 and without a trailing dot, which names the same host. */
    private static String host(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The decision about an address. */
    public sealed interface Resolved {

        /**
         * Connecting is allowed.
         *
         * @param address as it was given
         * @param addresses of its host, at least one: the only ones to connect to
         */
        record Allowed(URI address, List<InetAddress> addresses) implements Resolved {

            public Allowed {
                addresses = List.copyOf(addresses);
            }
        }

        /**
         * Connecting is not allowed.
         *
         * @param reason for people; does not reveal what a name resolves to
         */
        record Refused(String reason) implements Resolved {}
    }
}

package dev.millrace.upstream;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Scheme, host and port of an address (RFC 6454), in lower case and with the port always given.
 *
 * @param port the scheme's usual one if the address has none
 */
public record Origin(String scheme, String host, int port) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Origin of an address; of one without scheme or host, an origin that equals that of no usable address. */
    public static Origin of(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, String.valueOf(address.getHost()).toLowerCase(Locale.ROOT), port);
    }

    /** The same origin under one name, if the host is a name of this machine. */
    Origin withoutLoopbackAliases() {
        return LOOPBACK.contains(host) ? new Origin(scheme, "localhost", port) : this;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}

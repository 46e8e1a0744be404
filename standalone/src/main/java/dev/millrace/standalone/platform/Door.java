package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.ReservedPort;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The listening address of the gateway.
 *
 * @param host address of this machine, or the wildcard for all of them
 * @param port exactly this port; empty for the usual one, or any free one if that is taken
 */
public record Door(InetAddress host, Optional<Integer> port) {

    /** The loopback address. */
    public static Door local() {
        return new Door(InetAddress.getLoopbackAddress(), Optional.empty());
    }

    ReservedPort reserve(int usual) {
        return port.map(number -> ReservedPort.fixed(host, number)).orElseGet(() -> ReservedPort.usual(host, usual));
    }

    /** The host under which this machine itself reaches the gateway. */
    String reachedAs(String loopbackName) {
        if (host.isAnyLocalAddress() || host.isLoopbackAddress()) {
            return loopbackName;
        }
        String text = host.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}

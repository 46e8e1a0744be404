package dev.millrace.kit.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface HostLookup {

    /**
     * All addresses, in the order in which they should be tried; never empty.
     *
     * @param host a name, or a literal address without brackets
     * @throws UnknownHostException if there are none, or the resolver did not respond
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}

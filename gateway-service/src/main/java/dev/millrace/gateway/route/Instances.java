package dev.millrace.gateway.route;

import dev.millrace.kit.address.HostLookup;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The instances of one service: all addresses that its host name resolves to. Requests go to them in turn. An instance that
 * could not be connected to is tried last for a while. Safe to share between threads.
 */
final class Instances {

    private static final Duration TRIED_LAST_FOR = Duration.ofSeconds(5);

    private final String host;
    private final int port;
    private final HostLookup lookup;
    private final AtomicBoolean resolving = new AtomicBoolean();
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<SocketAddress, Long> unreachableSince = new ConcurrentHashMap<>();
    private volatile List<SocketAddress> addresses;

    /** Until the first {@link #refresh}, the only address is the name itself, which the client resolves. */
    Instances(String host, int port, HostLookup lookup) {
        this.host = host;
        this.port = port;
        this.lookup = lookup;
        this.addresses = List.of(SocketAddress.inetSocketAddress(port, host));
    }

    /**
     * Resolves the name again; blocks, or does nothing while another thread does it. While the name cannot be resolved, the
     * addresses stay as they are.
     */
    void refresh() {
        if (!resolving.compareAndSet(false, true)) {
            return;
        }
        try {
            List<InetAddress> found = lookup.addresses(host);
            // a host with two kinds of addresses is one instance, and may listen on one of them only
            addresses = found.stream()
                    .filter(address -> address.getClass() == found.getFirst().getClass())
                    .map(address -> SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                    .distinct()
                    .toList();
            unreachableSince.keySet().retainAll(addresses);
        } catch (UnknownHostException e) {
            // the connections report what is unavailable
        } finally {
            resolving.set(false);
        }
    }

    /** The addresses to try for one request, in this order; never empty. */
    List<SocketAddress> inOrder() {
        long now = System.nanoTime();
        Map<Boolean, List<SocketAddress>> all =
                addresses.stream().collect(Collectors.partitioningBy(address -> isReachable(address, now)));
        var order = new ArrayList<>(all.get(true));
        if (!order.isEmpty()) {
            Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), order.size()));
        }
        order.addAll(all.get(false));
        return order;
    }

    private boolean isReachable(SocketAddress address, long now) {
        Long since = unreachableSince.get(address);
        return since == null || now - since >= TRIED_LAST_FOR.toNanos();
    }

    /** Reports that no connection could be opened to this address. */
    void unreachable(SocketAddress address) {
        unreachableSince.put(address, System.nanoTime());
    }
}

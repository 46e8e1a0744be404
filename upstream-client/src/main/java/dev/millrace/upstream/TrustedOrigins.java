package dev.millrace.upstream;

import dev.millrace.forge.ForgeHost;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The GitHubs that are connected to this platform. Only there may a token of an App be sent, whatever a clone address in an
 * event or from a team contains, and their addresses need not pass the guard on outbound addresses.
 */
public final class TrustedOrigins {

    private final Supplier<List<ForgeHost>> hosts;

    /** @param hosts those connected at the time of the call */
    public TrustedOrigins(Supplier<List<ForgeHost>> hosts) {
        this.hosts = hosts;
    }

    /**
     * Whether an address is at a connected GitHub, under the name by which it was connected. One with a user name or password
     * never is.
     */
    public boolean contains(URI address) {
        return isPlain(address)
                && hosts.get().stream().flatMap(TrustedOrigins::origins).anyMatch(Origin.of(address)::equals);
    }

    /**
     * The GitHub that an address is at, whose tokens it may receive. As {@link #contains}, where all names of this machine count
     * as one: a forge here may call itself by another.
     */
    public Optional<ForgeHost> tokenReceiver(URI address) {
        if (!isPlain(address)) {
            return Optional.empty();
        }
        Origin origin = Origin.of(address).withoutLoopbackAliases();
        return hosts.get().stream()
                .filter(host ->
                        origins(host).map(Origin::withoutLoopbackAliases).anyMatch(origin::equals))
                .findFirst();
    }

    /** Where it serves Git, and its API. */
    private static Stream<Origin> origins(ForgeHost host) {
        return Stream.of(Origin.of(host.webUrl()), Origin.of(host.apiUrl()));
    }

    private static boolean isPlain(URI address) {
        return address.getHost() != null && address.getRawUserInfo() == null;
    }
}

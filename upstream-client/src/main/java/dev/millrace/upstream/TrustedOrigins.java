package dev.millrace.upstream;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The forge that the operator configured. Only there may a token of the platform's App be sent, whatever a clone address in
 * an event or from a team contains, and its address need not pass the guard on outbound addresses.
 */
public final class TrustedOrigins {

    private final Set<Origin> origins;

    /** @param addresses of the forge: where it serves Git, and its API */
    public TrustedOrigins(URI... addresses) {
        this.origins = Stream.of(addresses).map(Origin::of).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether an address is at the configured forge, under the name by which it was configured. One with a user name or
     * password never is.
     */
    public boolean contains(URI address) {
        return isPlain(address) && origins.contains(Origin.of(address));
    }

    /** As {@link #contains}, where all names of this machine count as one: a forge here may call itself by another. */
    public boolean mayReceiveToken(URI address) {
        Origin origin = Origin.of(address).withoutLoopbackAliases();
        return isPlain(address)
                && origins.stream().map(Origin::withoutLoopbackAliases).anyMatch(origin::equals);
    }

    private static boolean isPlain(URI address) {
        return address.getHost() != null && address.getRawUserInfo() == null;
    }
}

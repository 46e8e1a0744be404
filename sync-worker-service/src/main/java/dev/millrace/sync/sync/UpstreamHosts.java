package dev.millrace.sync.sync;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which hosts may see a token of ours: those that the operator configured, whatever a clone address in an event says. */
final class UpstreamHosts {

    private final Set<String> origins;

    UpstreamHosts(URI webUrl, URI apiUrl) {
        this.origins = Stream.of(origin(webUrl), origin(apiUrl)).collect(Collectors.toSet());
    }

    boolean mayHaveToken(String cloneUrl) {
        try {
            URI address = URI.create(cloneUrl);
            return address.getHost() != null && address.getRawUserInfo() == null && origins.contains(origin(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String origin(URI address) {
        return UpstreamHttp.origin(
                String.valueOf(address.getScheme()), String.valueOf(address.getHost()), address.getPort());
    }
}

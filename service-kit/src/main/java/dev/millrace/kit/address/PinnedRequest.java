package dev.millrace.kit.address;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;

/**
 * Requests that connect to an address that was checked, whatever the name resolves to by now, while TLS and the {@code Host}
 * header have the name. They follow no redirect: its target would have to be checked first.
 */
public final class PinnedRequest {

    /** How many addresses of a host are worth a try. */
    public static final int ADDRESSES_TRIED = 3;

    private PinnedRequest() {}

    /** A request to the address that the target's name resolves to, unchecked. */
    public static RequestOptions unpinned(HttpMethod method, URI target) {
        boolean isSecure = "https".equalsIgnoreCase(target.getScheme());
        String path = target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        return new RequestOptions()
                .setMethod(method)
                .setHost(host(target))
                .setPort(target.getPort() >= 0 ? target.getPort() : isSecure ? 443 : 80)
                .setSsl(isSecure)
                .setFollowRedirects(false)
                .setURI(target.getRawQuery() == null ? path : path + "?" + target.getRawQuery());
    }

    /** A request to one of the addresses that were checked. */
    public static RequestOptions to(InetAddress checked, HttpMethod method, URI target) {
        RequestOptions options = unpinned(method, target);
        return options.setServer(SocketAddress.inetSocketAddress(options.getPort(), checked.getHostAddress()));
    }

    private static String host(URI target) {
        String host = target.getHost();
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}

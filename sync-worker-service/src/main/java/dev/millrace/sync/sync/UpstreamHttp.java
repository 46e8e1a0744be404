package dev.millrace.sync.sync;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * JGit's way to the upstream. It connects to the upstream's own scheme, host and port only, so that no redirect can carry
 * the token elsewhere, and it remembers the status of the last answer, which JGit tells in words only.
 */
final class UpstreamHttp implements HttpConnectionFactory {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final String origin;
    private volatile int lastStatus;

    UpstreamHttp(URI upstream) {
        this.origin = origin(upstream.getScheme(), upstream.getHost(), upstream.getPort());
    }

    /** Status of the last answer, 0 if there was none. */
    int lastStatus() {
        return lastStatus;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return new WatchedConnection(sameOrigin(url));
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return new WatchedConnection(sameOrigin(url), proxy);
    }

    private URL sameOrigin(URL url) throws IOException {
        if (!origin(url.getProtocol(), url.getHost(), url.getPort()).equals(origin)) {
            throw new IOException("the upstream sends us on to another host, " + url.getHost());
        }
        return url;
    }

    /** Scheme, host and port in one form; the names of this machine are one host. */
    static String origin(String scheme, String host, int port) {
        int known = port >= 0 ? port : "https".equalsIgnoreCase(scheme) ? 443 : 80;
        String name = LOOPBACK.contains(host) ? "localhost" : host;
        return (scheme + "://" + name + ":" + known).toLowerCase(Locale.ROOT);
    }

    private final class WatchedConnection extends JDKHttpConnection {

        WatchedConnection(URL url) throws IOException {
            super(url);
        }

        WatchedConnection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public int getResponseCode() throws IOException {
            lastStatus = super.getResponseCode();
            return lastStatus;
        }
    }
}

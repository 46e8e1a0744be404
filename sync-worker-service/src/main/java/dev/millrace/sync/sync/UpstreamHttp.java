package dev.millrace.sync.sync;

import dev.millrace.sync.outbound.PinnedUrls;
import dev.millrace.sync.outbound.SteadyStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * JGit's way to the upstream. It connects to the upstream's own scheme, host and port only, so that no redirect can carry
 * the login elsewhere, and over TLS only to the addresses that the guard let pass. It remembers of the last answer what
 * JGit tells in words only, or not at all.
 */
final class UpstreamHttp implements HttpConnectionFactory {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    /** Capabilities come first, within the first packets. */
    private static final int LOOKED_AT = 4096;

    private static final byte[] FROM_THE_FIRST = {};
    /** A pack on the first side band. */
    private static final byte[] PACK = {1, 'P', 'A', 'C', 'K'};

    private final String origin;
    private final List<InetAddress> pinned;
    private final Duration idleTimeout;
    private final long bytesPerSecond;
    private final Clock clock;
    private volatile int lastStatus;
    private volatile Optional<Duration> pause = Optional.empty();
    private volatile boolean sha256;
    private volatile boolean searches;

    /**
     * @param pinned the only addresses to connect to; empty to let the system find them
     * @param idleTimeout how long the upstream may send too little
     * @param bytesPerSecond what is enough
     */
    UpstreamHttp(URI upstream, List<InetAddress> pinned, Duration idleTimeout, long bytesPerSecond, Clock clock) {
        this.origin = origin(upstream.getScheme(), upstream.getHost(), upstream.getPort());
        this.pinned = List.copyOf(pinned);
        this.idleTimeout = idleTimeout;
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
    }

    /** Status of the last answer, 0 if there was none. */
    int lastStatus() {
        return lastStatus;
    }

    /** How long the last answer asks us to stay away; empty if it was no limit. */
    Optional<Duration> pause() {
        return pause;
    }

    /** Whether the upstream names its objects by SHA-256. */
    boolean isSha256() {
        return sha256;
    }

    /** From now on, the upstream may take its time to find out what to send: it has to hurry only once a pack begins. */
    void askForPack() {
        searches = true;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return new WatchedConnection(PinnedUrls.of(sameOrigin(url), pinned));
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return new WatchedConnection(PinnedUrls.of(sameOrigin(url), pinned), proxy);
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
            limitTimes();
        }

        WatchedConnection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
            limitTimes();
        }

        private void limitTimes() {
            int millis = Math.toIntExact(idleTimeout.toMillis());
            super.setConnectTimeout(millis);
            super.setReadTimeout(millis);
        }

        @Override
        public void setConnectTimeout(int timeout) {
            // ours stands: JGit is told of none, see UpstreamConnection
        }

        @Override
        public void setReadTimeout(int timeout) {
            // as above
        }

        @Override
        public int getResponseCode() throws IOException {
            lastStatus = super.getResponseCode();
            pause = lastStatus == HttpURLConnection.HTTP_OK
                    ? Optional.empty()
                    : ForgePatience.asked(
                            lastStatus, name -> Optional.ofNullable(getHeaderField(name)), clock.instant());
            return lastStatus;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            InputStream answer = new SteadyStream(
                    super.getInputStream(), idleTimeout, bytesPerSecond, searches ? PACK : FROM_THE_FIRST);
            return getURL().getPath().endsWith("/info/refs") ? lookedAt(answer) : answer;
        }

        private InputStream lookedAt(InputStream answer) throws IOException {
            var whole = new BufferedInputStream(answer, LOOKED_AT);
            whole.mark(LOOKED_AT);
            String begin = new String(whole.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
            whole.reset();
            if (begin.contains("object-format=sha256")) {
                sha256 = true;
            }
            return whole;
        }
    }
}

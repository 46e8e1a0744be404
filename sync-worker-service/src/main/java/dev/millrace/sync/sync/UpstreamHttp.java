package dev.millrace.sync.sync;

import dev.millrace.forge.WebPage;
import dev.millrace.git.RefListInput;
import dev.millrace.sync.outbound.PinnedUrls;
import dev.millrace.sync.outbound.SteadyStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * JGit's way to the upstream. It connects to the upstream's own scheme, host and port only, so that no redirect can carry
 * the credential elsewhere, and over TLS only to the addresses that the guard let pass. It remembers of the last answer what
 * JGit tells in words only, or not at all. An answer that is not a Git server's ends the conversation: JGit would take a
 * sign-in page, or nothing at all, for the list of refs of a server without smart HTTP.
 */
final class UpstreamHttp implements HttpConnectionFactory {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    /** Capabilities come first, within the first packets. */
    private static final int LOOKED_AT = 4096;

    private static final int LONGEST_PAGE = 64 << 10;
    private static final int PERMANENT_REDIRECT = 308;
    private static final String REFS = "/info/refs";
    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
    private static final String RESULT = "application/x-git-upload-pack-result";
    /** The length at the beginning of a packet. */
    private static final Pattern PACKET = Pattern.compile("[0-9a-fA-F]{4}");

    private static final byte[] FROM_THE_FIRST = {};
    /** A pack on the first side band. */
    private static final byte[] PACK = {1, 'P', 'A', 'C', 'K'};

    private final UpstreamAccess access;
    private final String origin;
    private final Duration idleTimeout;
    private final long bytesPerSecond;
    private final ListedBytes listed;
    private final Clock clock;
    private volatile int lastStatus;
    private volatile Optional<Duration> pause = Optional.empty();
    private volatile boolean sha256;
    private volatile boolean searches;
    private volatile Optional<URI> redirectedTo = Optional.empty();
    private volatile Optional<String> page = Optional.empty();
    private final List<RefListInput> lists = new CopyOnWriteArrayList<>();

    /**
     * @param idleTimeout how long the upstream may send too little
     * @param bytesPerSecond what is enough
     * @param listed is given the bytes of lists of refs as they arrive
     */
    UpstreamHttp(UpstreamAccess access, Duration idleTimeout, long bytesPerSecond, ListedBytes listed, Clock clock) {
        this.access = access;
        this.origin = strictOrigin(access.address());
        this.idleTimeout = idleTimeout;
        this.bytesPerSecond = bytesPerSecond;
        this.listed = listed;
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

    /** Where the upstream says that the repository is for good, when its refs were asked for; empty if it is where it was. */
    Optional<URI> redirectedTo() {
        return redirectedTo;
    }

    /** What answered in the place of a Git server, for people. */
    Optional<String> page() {
        return page;
    }

    /** Refs in its lists whose names are not UTF-8, which are left out; the first of them. */
    List<String> unreadableRefs() {
        return lists.stream()
                .flatMap(list -> list.renamed().stream())
                .distinct()
                .toList();
    }

    /** From now on, the upstream may take its time to find out what to send: it has to hurry only once a pack begins. */
    void askForPack() {
        searches = true;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return new WatchedConnection(PinnedUrls.of(sameOrigin(url), access.pinned(), access.tls()));
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return new WatchedConnection(PinnedUrls.of(sameOrigin(url), access.pinned(), access.tls()), proxy);
    }

    private URL sameOrigin(URL url) throws IOException {
        String target = strictOrigin(url.getProtocol(), url.getHost(), url.getPort());
        if (!target.equals(origin)) {
            throw new IOException("%s redirects to another host, %s, which is not followed".formatted(origin, target));
        }
        return url;
    }

    /** Scheme, host and port in one form. */
    private static String strictOrigin(URI address) {
        return strictOrigin(address.getScheme(), address.getHost(), address.getPort());
    }

    private static String strictOrigin(String scheme, String host, int port) {
        int known = port >= 0 ? port : "https".equalsIgnoreCase(scheme) ? 443 : 80;
        return (scheme + "://" + host + ":" + known).toLowerCase(Locale.ROOT);
    }

    /** Scheme, host and port in one form; the names of this machine are one host. */
    static String origin(String scheme, String host, int port) {
        return strictOrigin(scheme, LOOPBACK.contains(host) ? "localhost" : host, port);
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
            access.credential().ifPresent(credential -> setRequestProperty("Authorization", credential.header()));
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
            if (lastStatus == HttpURLConnection.HTTP_MOVED_PERM || lastStatus == PERMANENT_REDIRECT) {
                redirectedTo = location().or(() -> redirectedTo);
            }
            pause = lastStatus == HttpURLConnection.HTTP_OK
                    ? Optional.empty()
                    : ForgePatience.asked(
                            lastStatus, name -> Optional.ofNullable(getHeaderField(name)), clock.instant());
            return lastStatus;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            InputStream sent = super.getInputStream();
            boolean isList = getURL().getPath().endsWith(REFS);
            String expected = isList ? ADVERTISEMENT : RESULT;
            if (lastStatus == HttpURLConnection.HTTP_OK && !isOf(expected)) {
                InputStream other = new SteadyStream(sent, idleTimeout, bytesPerSecond, FROM_THE_FIRST);
                throw page(new String(other.readNBytes(LONGEST_PAGE), StandardCharsets.UTF_8), expected);
            }
            InputStream answer = new SteadyStream(
                    searches ? sent : list(sent), idleTimeout, bytesPerSecond, searches ? PACK : FROM_THE_FIRST);
            return isList ? lookedAt(answer) : answer;
        }

        private boolean isOf(String type) {
            String sent = String.valueOf(getContentType());
            int parameters = sent.indexOf(';');
            return (parameters < 0 ? sent : sent.substring(0, parameters))
                    .strip()
                    .equalsIgnoreCase(type);
        }

        private IOException page(String beginning, String expected) {
            String type = getContentType() == null
                    ? ""
                    : PlainWords.of(access.redactor().redact(getContentType()));
            String message =
                    WebPage.message(access.repository(), type, access.redactor().redact(beginning), expected);
            page = Optional.of(message);
            return new IOException(message);
        }

        private Optional<URI> location() {
            String path = getURL().getPath();
            String sent = getHeaderField("Location");
            if (sent == null || !path.endsWith(REFS)) {
                return Optional.empty();
            }
            try {
                URI target = getURL().toURI().resolve(sent);
                String moved = String.valueOf(target.getRawPath());
                return moved.endsWith(REFS) && target.getRawUserInfo() == null
                        ? Optional.of(new URI(target.getScheme() + "://" + target.getRawAuthority()
                                + moved.substring(0, moved.length() - REFS.length())))
                        : Optional.empty();
            } catch (IllegalArgumentException | URISyntaxException e) {
                return Optional.empty();
            }
        }

        private InputStream list(InputStream sent) {
            var list = new RefListInput(new Listed(sent));
            lists.add(list);
            return list;
        }

        private InputStream lookedAt(InputStream answer) throws IOException {
            var whole = new BufferedInputStream(answer, LOOKED_AT);
            whole.mark(LOOKED_AT);
            String begin = new String(whole.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
            whole.reset();
            if (lastStatus == HttpURLConnection.HTTP_OK
                    && !PACKET.matcher(begin).lookingAt()) {
                throw page(new String(whole.readNBytes(LONGEST_PAGE), StandardCharsets.UTF_8), ADVERTISEMENT);
            }
            if (begin.contains("object-format=sha256")) {
                sha256 = true;
            }
            return whole;
        }
    }

    /** Takes the memory for a list of refs. */
    @FunctionalInterface
    interface ListedBytes {

        /** @throws IOException if there is none */
        void take(long bytes) throws IOException;
    }

    /** JGit keeps all refs that it is sent, so their memory is taken as they come. */
    private final class Listed extends FilterInputStream {

        Listed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            if (next >= 0) {
                listed.take(1);
            }
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            if (got > 0) {
                listed.take(got);
            }
            return got;
        }
    }
}

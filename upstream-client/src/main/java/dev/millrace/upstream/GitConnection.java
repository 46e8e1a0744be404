package dev.millrace.upstream;

import dev.millrace.upstream.GitConnections.RefListFilter;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** One request of JGit's. A body of up to 1 MiB is sent with its length, a longer one in chunks while it is written. */
final class GitConnection implements HttpConnection {

    private static final String REFS = "/info/refs";

    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
    private static final String RESULT = "application/x-git-upload-pack-result";
    private static final Set<Integer> PERMANENT = Set.of(301, 308);
    private static final int FIRST_ERROR = 400;
    private static final int IN_MEMORY = 1 << 20;
    /** Capabilities come first, within the first packets. */
    private static final int INSPECTED = 4096;

    /** The command is the first line of a request, see gitprotocol-v2(5). */
    private static final int COMMAND = 64;

    private static final int LONGEST_PAGE = 64 << 10;
    /** The length at the beginning of a packet. */
    private static final Pattern PACKET = Pattern.compile("[0-9a-fA-F]{4}");

    /** A pack in the first side band. */
    private static final byte[] PACK = {1, 'P', 'A', 'C', 'K'};

    private final GitConnections observer;
    private final UpstreamClient client;
    private final UpstreamAccess access;
    private final URL url;
    private final RefListFilter refLists;
    private final Map<String, String> headers = new HashMap<>();
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private boolean listsRefs;
    private @Nullable UpstreamCall call;
    private @Nullable UpstreamResponse response;

    GitConnection(
            GitConnections observer, UpstreamClient client, UpstreamAccess access, URL url, RefListFilter refLists) {
        this.observer = observer;
        this.client = client;
        this.access = access;
        this.url = url;
        this.refLists = refLists;
        this.listsRefs = isAdvertisement();
    }

    private boolean isAdvertisement() {
        return url.getPath().endsWith(REFS);
    }

    private UpstreamResponse response() throws UpstreamException {
        UpstreamResponse known = response;
        if (known != null) {
            return known;
        }
        try {
            UpstreamCall sending = call == null ? open(OptionalLong.of(body.size())) : call;
            byte[] rest = drained();
            sending.end(rest, 0, rest.length);
            UpstreamResponse arrived = sending.response();
            response = arrived;
            observe(arrived);
            return arrived;
        } catch (UpstreamException e) {
            observer.failed(e.failure());
            throw e;
        }
    }

    private UpstreamCall open(OptionalLong length) throws UpstreamException {
        UpstreamCall opened = client.open(access, method, URI.create(url.toExternalForm()), headers, length);
        call = opened;
        return opened;
    }

    private byte[] drained() {
        byte[] bytes = body.toByteArray();
        listsRefs |= beginning(bytes).contains("command=ls-refs");
        body = new ByteArrayOutputStream();
        return bytes;
    }

    /** JGit compresses a body if that makes it smaller. */
    private String beginning(byte[] bytes) {
        try (InputStream plain = new ByteArrayInputStream(bytes);
                InputStream in =
                        "gzip".equalsIgnoreCase(headers.get("Content-Encoding")) ? new GZIPInputStream(plain) : plain) {
            return new String(in.readNBytes(COMMAND), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // a part of a long body, which is not the first
        }
    }

    private void observe(UpstreamResponse arrived) {
        if (isAdvertisement() && PERMANENT.contains(arrived.status())) {
            arrived.movedTo(URI.create(url.toExternalForm()), REFS).ifPresent(observer::moved);
        }
        if (arrived.status() >= FIRST_ERROR) {
            observer.failed(arrived.failure());
        } else {
            observer.succeeded();
        }
    }

    boolean isComplete() {
        return call != null && call.isComplete();
    }

    void close() {
        if (call != null) {
            call.close();
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        return response().status();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        UpstreamResponse arrived = response();
        boolean isAdvertisement = isAdvertisement();
        String expected = isAdvertisement ? ADVERTISEMENT : RESULT;
        if (arrived.isOk() && !arrived.isOf(expected)) {
            throw notGit(arrived, expected, arrived.body());
        }
        InputStream filtered = listsRefs ? refLists.filter(arrived.body()) : arrived.body(PACK);
        return isAdvertisement && arrived.isOk() ? inspected(arrived, filtered) : filtered;
    }

    private InputStream inspected(UpstreamResponse arrived, InputStream list) throws IOException {
        var content = new BufferedInputStream(list, INSPECTED);
        content.mark(INSPECTED);
        String beginning = new String(content.readNBytes(INSPECTED), StandardCharsets.ISO_8859_1);
        content.reset();
        if (!PACKET.matcher(beginning).lookingAt()) {
            throw notGit(arrived, ADVERTISEMENT, content);
        }
        if (beginning.contains("object-format=sha256")) {
            observer.usesSha256();
        }
        return content;
    }

    private UpstreamException notGit(UpstreamResponse arrived, String expected, InputStream content)
            throws IOException {
        String beginning = new String(content.readNBytes(LONGEST_PAGE), StandardCharsets.UTF_8);
        UpstreamFailure failure = arrived.notGit(expected, beginning);
        observer.failed(failure);
        return new UpstreamException(failure);
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                body.write(bytes, offset, length);
                if (body.size() > IN_MEMORY) {
                    UpstreamCall sending = call == null ? open(OptionalLong.empty()) : call;
                    byte[] part = drained();
                    sending.write(part, 0, part.length);
                }
            }
        };
    }

    @Override
    public URL getURL() {
        return url;
    }

    @Override
    public String getResponseMessage() throws IOException {
        return response().statusMessage();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        UpstreamResponse known = response;
        return known == null ? Map.of() : known.headers();
    }

    /** A list of refs is inspected as it is sent, so none may be compressed. */
    @Override
    public void setRequestProperty(String name, String value) {
        if (!name.equalsIgnoreCase("Accept-Encoding")) {
            headers.put(name, value);
        }
    }

    @Override
    public void setRequestMethod(String name) {
        method = name;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        UpstreamResponse known = response;
        return known == null ? null : known.header(name).orElse(null);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return getHeaderFields().getOrDefault(name, List.of());
    }

    @Override
    public int getContentLength() {
        String stated = getHeaderField("Content-Length");
        return stated != null && stated.matches("\\d{1,9}") ? Integer.parseInt(stated) : -1;
    }

    @Override
    public void connect() throws IOException {
        response();
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void setUseCaches(boolean usecaches) {
        // there is no cache
    }

    @Override
    public void setConnectTimeout(int timeout) {
        // the client has its own
    }

    @Override
    public void setReadTimeout(int readTimeout) {
        // the client has its own
    }

    @Override
    public void setInstanceFollowRedirects(boolean followRedirects) {
        // never: JGit reads their target, and opens another connection
    }

    @Override
    public void setDoOutput(boolean dooutput) {
        // the method implies it
    }

    @Override
    public void setFixedLengthStreamingMode(int contentLength) {
        // the length is known once the body is complete
    }

    @Override
    public void setChunkedStreamingMode(int chunklen) {
        // a long body is sent in chunks anyway
    }

    @Override
    public void configure(KeyManager[] km, TrustManager[] tm, SecureRandom random) {
        // JGit calls it to turn verification off, which no git configuration may do here
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier hostnameverifier) {
        // as above
    }
}

package dev.millrace.githttp.forward;

import dev.millrace.git.IncomingMemory;
import dev.millrace.git.RefListInput;
import dev.millrace.githttp.forward.UpstreamCall.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** JGit's way to an upstream, for what a push needs to fetch first: the same connections as for the push itself. */
final class UpstreamHttp implements HttpConnectionFactory, AutoCloseable {

    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";

    private final UpstreamClient client;
    private final IncomingMemory memory;
    private final UpstreamAccess access;
    private final List<Connection> made = new ArrayList<>();

    UpstreamHttp(UpstreamClient client, UpstreamAccess access, IncomingMemory memory) {
        this.memory = memory;
        this.client = client;
        this.access = access;
    }

    @Override
    public HttpConnection create(URL url) {
        Connection connection = new Connection(url);
        made.add(connection);
        return connection;
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) {
        return create(url);
    }

    @Override
    public void close() {
        made.forEach(Connection::close);
    }

    /** One request. The requests of a fetch are lists of ids, so their bodies are kept until they are whole. */
    private final class Connection implements HttpConnection {

        private final URL url;
        private final Map<String, String> headers = new HashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String method = "GET";
        private @Nullable UpstreamCall call;
        private @Nullable Answer answer;

        Connection(URL url) {
            this.url = url;
        }

        private Answer answer() throws IOException {
            Answer known = answer;
            if (known != null) {
                return known;
            }
            UpstreamCall open = client.open(
                    access,
                    HttpMethod.valueOf(method),
                    URI.create(url.toExternalForm()),
                    headers,
                    OptionalLong.of(body.size()));
            call = open;
            open.end(Buffer.buffer(body.toByteArray()));
            Answer arrived = open.answer();
            answer = arrived;
            return arrived;
        }

        void close() {
            if (call != null) {
                call.close();
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            return answer().status();
        }

        @Override
        public URL getURL() {
            return url;
        }

        @Override
        public String getResponseMessage() throws IOException {
            return String.valueOf(answer().response().statusMessage());
        }

        @Override
        public Map<String, List<String>> getHeaderFields() {
            Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            Answer known = answer;
            if (known != null) {
                known.response()
                        .headers()
                        .names()
                        .forEach(name ->
                                fields.put(name, known.response().headers().getAll(name)));
            }
            return fields;
        }

        @Override
        public void setRequestProperty(String key, String value) {
            headers.put(key, value);
        }

        @Override
        public void setRequestMethod(String wanted) {
            method = wanted;
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
        public InputStream getInputStream() throws IOException {
            Answer arrived = answer();
            boolean isAdvertisement = url.getPath().endsWith("/info/refs");
            // JGit would take anything else for the list of refs of a server without smart HTTP
            if (arrived.status() == 200 && isAdvertisement && !arrived.isOf(ADVERTISEMENT)) {
                throw arrived.page(ADVERTISEMENT);
            }
            boolean isList = isAdvertisement
                    || body.toString(StandardCharsets.ISO_8859_1).contains("command=ls-refs");
            return isList ? new RefListInput(new ListedInput(arrived.body(), memory)) : arrived.body();
        }

        @Override
        public @Nullable String getHeaderField(String name) {
            Answer known = answer;
            return known == null ? null : known.header(name).orElse(null);
        }

        @Override
        public List<String> getHeaderFields(String name) {
            Answer known = answer;
            return known == null ? List.of() : known.response().headers().getAll(name);
        }

        @Override
        public int getContentLength() {
            String told = getHeaderField("Content-Length");
            return told != null && told.matches("\\d{1,9}") ? Integer.parseInt(told) : -1;
        }

        @Override
        public OutputStream getOutputStream() {
            return body;
        }

        @Override
        public void connect() throws IOException {
            answer();
        }

        @Override
        public boolean usingProxy() {
            return false;
        }

        @Override
        public void setUseCaches(boolean usecaches) {
            // there is none
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
            // never: JGit looks at where they lead, and asks for another connection
        }

        @Override
        public void setDoOutput(boolean dooutput) {
            // the method says it
        }

        @Override
        public void setFixedLengthStreamingMode(int contentLength) {
            // the body is measured when it is whole
        }

        @Override
        public void setChunkedStreamingMode(int chunklen) {
            // the body is measured when it is whole
        }

        @Override
        public void configure(KeyManager[] km, TrustManager[] tm, SecureRandom random) {
            throw new UnsupportedOperationException("what is trusted is not JGit's to say");
        }

        @Override
        public void setHostnameVerifier(HostnameVerifier hostnameverifier) {
            throw new UnsupportedOperationException("what is trusted is not JGit's to say");
        }
    }
}

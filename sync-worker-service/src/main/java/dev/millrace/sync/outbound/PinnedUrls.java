package dev.millrace.sync.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** URLs whose connections go to checked addresses only, and trust what the operator trusts. */
public final class PinnedUrls {

    private PinnedUrls() {}

    /**
     * Names and certificates are checked as usual; only where the name leads is decided already. Without TLS nothing is
     * pinned: an administrator allowed such a host by its name.
     *
     * @param addresses the only ones to connect to; empty to let the system find them
     * @param tls of the certificates that are trusted
     */
    public static URL of(URL url, List<InetAddress> addresses, SSLSocketFactory tls) throws IOException {
        if (!url.getProtocol().equalsIgnoreCase("https")) {
            return url;
        }
        try {
            return URL.of(
                    url.toURI(), new PinnedHandler(addresses.isEmpty() ? tls : new PinnedSockets(tls, addresses)));
        } catch (URISyntaxException e) {
            throw new IOException("the address is malformed", e);
        }
    }

    /** Opens connections as the system does, with these sockets. */
    private static final class PinnedHandler extends URLStreamHandler {

        private final SSLSocketFactory sockets;

        PinnedHandler(SSLSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return pin(plain(url).openConnection());
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return pin(plain(url).openConnection(proxy));
        }

        private URLConnection pin(URLConnection connection) {
            if (connection instanceof HttpsURLConnection https) {
                https.setSSLSocketFactory(sockets);
            }
            return connection;
        }

        private static URL plain(URL url) throws MalformedURLException {
            return URI.create(url.toExternalForm()).toURL();
        }
    }
}

package dev.millrace.sync.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that go to addresses which were checked before, whatever a name leads to by now. TLS is put on them by the usual
 * factory, for the name that was asked for.
 */
final class PinnedSockets extends SSLSocketFactory {

    private final SSLSocketFactory tls;
    private final List<InetAddress> addresses;

    /** @param addresses at least one */
    PinnedSockets(SSLSocketFactory tls, List<InetAddress> addresses) {
        this.tls = tls;
        this.addresses = List.copyOf(addresses);
    }

    /** The connection asks for this one, connects it, and then has TLS put on it. */
    @Override
    public Socket createSocket() {
        return new PinnedSocket();
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        return tls.createSocket(connected, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return layered(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return layered(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return layered(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return layered(host.getHostName(), port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    private Socket layered(String host, int port) throws IOException {
        var plain = new PinnedSocket();
        boolean connected = false;
        try {
            plain.connect(InetSocketAddress.createUnresolved(host, port), 0);
            Socket layered = tls.createSocket(plain, host, port, true);
            connected = true;
            return layered;
        } finally {
            if (!connected) {
                plain.close();
            }
        }
    }

    /** Goes to the first of the addresses, on the port that it is told. */
    private final class PinnedSocket extends Socket {

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (!(endpoint instanceof InetSocketAddress wanted)) {
                throw new ConnectException("no address to connect to");
            }
            super.connect(new InetSocketAddress(addresses.getFirst(), wanted.getPort()), timeout);
        }
    }
}

package dev.millrace.bench.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 request over a socket of its own, which may be malformed in ways that an HTTP library would not allow.
 */
final class RawCall implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket;

    private RawCall(Socket socket) {
        this.socket = socket;
    }

    static RawCall open(URI root) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(root.getHost(), root.getPort()), CONNECT_MILLIS);
        return new RawCall(socket);
    }

    /** Sends bytes unchanged. */
    void send(byte[] bytes, int length) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes, 0, length);
        out.flush();
    }

    void send(String head) throws IOException {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        send(bytes, bytes.length);
    }

    /**
     * Reads the status of the response and discards the rest.
     *
     * @param timeoutMillis how long to wait for each part of it
     * @return the HTTP status; 0 if the connection was closed or nothing arrived in time
     */
    int status(int timeoutMillis) {
        try {
            socket.setSoTimeout(timeoutMillis);
            InputStream in = socket.getInputStream();
            byte[] line = in.readNBytes(12);
            var first = new String(line, StandardCharsets.ISO_8859_1);
            return first.matches("HTTP/1\\.[01] \\d{3}") ? Integer.parseInt(first.substring(9)) : 0;
        } catch (SocketTimeoutException silent) {
            return 0;
        } catch (IOException closed) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

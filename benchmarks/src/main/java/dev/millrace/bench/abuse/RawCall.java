package dev.millrace.bench.abuse;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One HTTP/1.1 request over a socket of its own, which may be malformed in ways that an HTTP library would not allow.
 */
final class RawCall implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int LARGEST_HEAD = 64 * 1024;

    /** CR LF CR LF. */
    private static final int EMPTY_LINE = 0x0d0a0d0a;

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
        return head(timeoutMillis).map(ResponseHead::status).orElse(0);
    }

    /**
     * Reads the status and the headers of the final response and discards the rest.
     *
     * @param timeoutMillis how long to wait for each part of it
     * @return empty if the connection was closed or nothing arrived in time
     */
    Optional<ResponseHead> head(int timeoutMillis) {
        try {
            socket.setSoTimeout(timeoutMillis);
            var in = new BufferedInputStream(socket.getInputStream());
            Optional<ResponseHead> head = ResponseHead.parse(block(in));
            while (head.filter(ResponseHead::isInterim).isPresent()) {
                head = ResponseHead.parse(block(in));
            }
            return head;
        } catch (IOException closedOrSilent) {
            return Optional.empty();
        }
    }

    /** The bytes up to the next empty line. */
    private static String block(InputStream in) throws IOException {
        var block = new ByteArrayOutputStream();
        int end = 0;
        while (end != EMPTY_LINE && block.size() < LARGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            block.write(next);
            end = end << 8 | next;
        }
        return block.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.millrace.bench.git;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One POST over a socket of its own, whose response is read with next to no work: client and server share the
 * processor, so the client's own work on large responses would be measured as the server's.
 */
final class PlainHttp implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    private final Socket socket;
    private final BufferedInputStream in;
    private final Map<String, String> headers = new TreeMap<>();
    private int status;

    private PlainHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** Sends a request and waits for the head of its response. */
    static PlainHttp post(URI uri, Map<String, String> headers, byte[] body) throws IOException {
        var answer = new PlainHttp(new Socket(uri.getHost(), uri.getPort()));
        var head = new StringBuilder("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n"
                .formatted(uri.getRawPath(), uri.getAuthority(), body.length));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        OutputStream out = answer.socket.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        answer.readHead();
        return answer;
    }

    private void readHead() throws IOException {
        String[] first = line().split(" ", 3);
        status = Integer.parseInt(first[1]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    int status() {
        return status;
    }

    /** To be read to its end; a body with a declared length does not end with the connection. */
    InputStream body() {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return new Body(0, true);
        }
        String length = headers.get("content-length");
        if (length == null) {
            throw new UnexpectedAnswer("the response does not state its length");
        }
        return new Body(Long.parseLong(length), false);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("the connection ended within a line");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class Body extends InputStream {

        private long left;
        private final boolean chunked;
        private boolean begun;
        private boolean ended;

        Body(long left, boolean chunked) {
            this.left = left;
            this.chunked = chunked;
        }

        @Override
        public int read() throws IOException {
            if (!more()) {
                return -1;
            }
            left--;
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!more()) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended within the answer");
            }
            left -= count;
            return count;
        }

        private boolean more() throws IOException {
            if (left == 0 && chunked && !ended) {
                if (begun) {
                    line();
                }
                begun = true;
                left = Long.parseLong(line(), 16);
                ended = left == 0;
            }
            return left > 0;
        }
    }
}

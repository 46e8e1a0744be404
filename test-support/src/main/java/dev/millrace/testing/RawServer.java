package dev.millrace.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An HTTP server that sends exactly the bytes that a test gives; each connection has one request. */
public final class RawServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Function<Request, byte[]> answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /**
     * A request as received.
     *
     * @param line method, path and version
     * @param head all of its header, the line included
     */
    public record Request(String line, String head) {}

    private RawServer(ServerSocket socket, Function<Request, byte[]> answers) {
        this.socket = socket;
        this.answers = answers;
    }

    /** Listens on a free port of this machine. */
    public static RawServer start(Function<Request, byte[]> answers) throws IOException {
        var server = new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    /** An answer with this status line, these header lines and this body. */
    public static byte[] answer(String status, List<String> headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n"
                + String.join("", headers.stream().map(line -> line + "\r\n").toList()) + "\r\n";
        byte[] whole = new byte[head.length() + bytes.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, whole, 0, head.length());
        System.arraycopy(bytes, 0, whole, head.length(), bytes.length);
        return whole;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The requests so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream()) {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            skipBody(head.toString(), in);
            var request = new Request(head.substring(0, head.indexOf("\r\n")), head.toString());
            requests.add(request);
            out.write(answers.apply(request));
            out.flush();
        } catch (IOException gone) {
            // the client closed the connection
        }
    }

    private static void skipBody(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        int length = lower.indexOf("content-length:");
        if (length >= 0) {
            String value = lower.substring(length + "content-length:".length(), lower.indexOf("\r\n", length))
                    .strip();
            in.skipNBytes(Long.parseLong(value));
        } else if (lower.contains("transfer-encoding: chunked")) {
            var end = new StringBuilder();
            while (end.indexOf("\r\n0\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                end.append((char) next);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;

/**
 * A service that decides on the head of a request, which the JDK's server cannot: it answers {@code 100 Continue} by
 * itself. Paths that end in {@code /early} are answered 401 before the body is read, and what arrives then is dropped;
 * {@code /late} sends the interim response first if the client expects it, {@code /cut} closes the connection within the response. Every connection carries one request.
 */
final class RawOwner implements AutoCloseable {

    private final ServerSocket server;

    RawOwner() {
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            String head = head(in);
            String target = head.split(" ")[1];
            if (target.endsWith("/early")) {
                answer(out, 401, "refused");
                in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            if (target.endsWith("/cut")) {
                out.write("HTTP/1.1 200 Whatever\r\nContent-Length: 100\r\n\r\nhalf".getBytes(UTF_8));
                return;
            }
            boolean asked = head.toLowerCase(Locale.ROOT).contains("expect: 100-continue");
            if (asked) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(UTF_8));
                out.flush();
            }
            int length = head.toLowerCase(Locale.ROOT)
                    .lines()
                    .filter(line -> line.startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(
                            line.substring("content-length:".length()).strip()))
                    .findFirst()
                    .orElse(0);
            int bytes = in.readNBytes(length).length;
            answer(out, 200, """
                    {"upstream":"pipeline","method":"%s","uri":"%s","bytes":%d,"asked":%s}""".formatted(head.split(" ")[0], target, bytes, asked));
        } catch (IOException gone) {
            // the gateway closes connections that it no longer needs
        }
    }

    private static void answer(OutputStream out, int status, String body) throws IOException {
        out.write("""
                HTTP/1.1 %d Whatever\r
                Content-Type: application/json\r
                Content-Length: %d\r
                Connection: close\r
                \r
                %s""".formatted(status, body.length(), body).getBytes(UTF_8));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

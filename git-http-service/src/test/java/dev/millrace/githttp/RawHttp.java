package dev.millrace.githttp;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP by hand, for requests that no client library would send. */
public final class RawHttp {

    private RawHttp() {}

    /**
     * A connection to the service under test. Its own buffers are small, so that the service notices a client that does not
     * read.
     */
    public static Socket connect() {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
            socket.setSoTimeout(20_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on its own connection; the target is put into the request line unchanged. */
    public static Answer send(String method, String target, Map<String, String> headers, byte[] body) {
        try (Socket socket = connect()) {
            write(socket.getOutputStream(), method, target, headers, body);
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Answer get(String target, Map<String, String> headers) {
        return send("GET", target, headers, new byte[0]);
    }

    /** The header of Basic with a token as password. */
    public static Map<String, String> basic(String token) {
        String credentials = Base64.getEncoder().encodeToString(("anyone:" + token).getBytes(StandardCharsets.UTF_8));
        return new TreeMap<>(Map.of("Authorization", "Basic " + credentials));
    }

    private static void write(OutputStream out, String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (!method.equals("GET")
                && !headers.containsKey("Content-Length")
                && !headers.containsKey("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Connection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        try {
            out.write(body);
            out.flush();
        } catch (IOException e) {
            // the service may have responded and closed before it read everything
        }
    }

    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (IOException e) {
            // bytes that arrived before the connection broke count
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, Map.of(), text);
        }
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
    }

    /**
     * A response.
     *
     * @param status 0 if the connection ended without one
     * @param headers by lower case name
     * @param body as sent, chunk sizes and all
     */
    public record Answer(int status, Map<String, String> headers, String body) {}
}

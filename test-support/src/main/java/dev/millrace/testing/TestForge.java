package dev.millrace.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** The parts of a forge in a test: a web server on this machine, and real git behind it. */
public final class TestForge {

    private TestForge() {}

    /** A server on a free port of this machine; the caller stops it. */
    public static HttpServer listen(HttpHandler handler) throws IOException {
        return started(HttpServer.create(anyPort(), 0), handler);
    }

    /** The same over TLS. */
    public static HttpServer listen(HttpHandler handler, SSLContext tls) throws IOException {
        var server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return started(server, handler);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static HttpServer started(HttpServer server, HttpHandler handler) {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        return server;
    }

    /** Answers with text, or with nothing but a status if it is empty. */
    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /**
     * Answers with {@code git http-backend}, as Apache or nginx run it. Every client may push.
     *
     * @param repositories folder that paths of requests begin at
     * @param body what the client sent
     */
    public static void answer(HttpExchange exchange, Path repositories, InputStream body) throws IOException {
        Process git = backend(exchange, repositories, body);
        try (InputStream out = git.getInputStream()) {
            exchange.sendResponseHeaders(head(exchange, out), 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    /** As {@link #answer}, but git's response is discarded. */
    public static void doSilently(HttpExchange exchange, Path repositories, InputStream body) throws IOException {
        Process git = backend(exchange, repositories, body);
        try (InputStream out = git.getInputStream()) {
            out.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Process backend(HttpExchange exchange, Path repositories, InputStream body) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        TestGit.isolate(environment);
        environment.put("GIT_PROJECT_ROOT", repositories.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REMOTE_USER", "bot");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", String.valueOf(exchange.getRequestURI().getRawQuery()));
        put(environment, "CONTENT_LENGTH", exchange, "Content-Length");
        put(environment, "CONTENT_TYPE", exchange, "Content-Type");
        put(environment, "GIT_PROTOCOL", exchange, "Git-Protocol");
        put(environment, "HTTP_CONTENT_ENCODING", exchange, "Content-Encoding");
        Process git = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Thread.ofVirtual().start(() -> feed(git, body));
        return git;
    }

    private static void feed(Process git, InputStream body) {
        try (OutputStream in = git.getOutputStream()) {
            var buffer = new byte[8192];
            for (int count = read(git, body, buffer); count > 0; count = read(git, body, buffer)) {
                in.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // git stopped reading
        }
    }

    private static int read(Process git, InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            // an aborted push must not look complete to git either
            git.destroy();
            return -1;
        }
    }

    private static int head(HttpExchange exchange, InputStream out) throws IOException {
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(name, value);
            }
        }
        return status;
    }

    private static void put(Map<String, String> environment, String variable, HttpExchange exchange, String header) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            environment.put(variable, value);
        }
    }

    private static String line(InputStream out) throws IOException {
        var line = new StringBuilder();
        for (int next = out.read(); next >= 0 && next != '\n'; next = out.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }
}

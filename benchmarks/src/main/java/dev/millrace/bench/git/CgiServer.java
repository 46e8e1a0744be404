package dev.millrace.bench.git;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.ReservedPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** nginx and fcgiwrap as child processes: a web server on a port of this machine that runs CGI programs. */
public final class CgiServer implements AutoCloseable {

    private final int port;
    private final Process nginx;
    private final Process wrap;

    private CgiServer(int port, Process nginx, Process wrap) {
        this.port = port;
        this.nginx = nginx;
        this.wrap = wrap;
    }

    /** What the server serves. */
    @FunctionalInterface
    public interface Sites {

        /**
         * The content of nginx's block {@code http}.
         *
         * @param port of 127.0.0.1 to listen on
         * @param program maps a location to a program; the location names the program in the parameter
         *     {@code SCRIPT_FILENAME}, and its path in {@code PATH_INFO}
         */
        String configuration(int port, String program) throws IOException;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param folder existing folder for configuration and logs
     * @param atOnce programs that may run at the same time
     * @throws UnexpectedAnswer if it does not start, or is not installed
     */
    public static CgiServer start(Path folder, int atOnce, Sites sites) throws IOException, InterruptedException {
        Path nginx = Tool.find("nginx", "nginx-light");
        Path wrap = Tool.find("fcgiwrap", "fcgiwrap");
        ReservedPort reserved = ReservedPort.usual(0);
        int port = reserved.number();
        // the path of a socket has at most 108 characters
        Path socket = Files.createTempDirectory("millrace-cgi").resolve("wrap");
        Path parameters = Files.writeString(folder.resolve("parameters"), PARAMETERS);
        String program = "fastcgi_pass unix:%s; include %s;".formatted(socket, parameters);
        String head = HEAD.formatted("root".equals(System.getProperty("user.name")) ? "user root;" : "")
                .replace("FOLDER", folder.toString());
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), head + sites.configuration(port, program) + "}\n");
        Process wrapping = begin(folder, wrap.toString(), "-c", Integer.toString(atOnce), "-s", "unix:" + socket);
        reserved.release();
        Process serving = begin(folder, nginx.toString(), "-p", folder.toString(), "-c", configuration.toString());
        var server = new CgiServer(port, serving, wrapping);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        server.awaitReady(folder);
        return server;
    }

    private static Process begin(Path folder, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
    }

    private void awaitReady(Path folder) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Tool.listens(port)) {
            if (nginx.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                close();
                throw new UnexpectedAnswer("nginx did not start; see " + folder.resolve("server.log"));
            }
        }
    }

    /** Port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Processor time that nginx and fcgiwrap have used so far; the time of the programs is not included. */
    Duration processorTime() {
        return ProcessorTime.of(nginx.toHandle()).plus(ProcessorTime.of(wrap.toHandle()));
    }

    @Override
    public void close() {
        for (Process process : List.of(nginx, wrap)) {
            List<ProcessHandle> family = process.descendants().toList();
            // first: otherwise fcgiwrap would restart children that die before it
            process.destroy();
            family.forEach(ProcessHandle::destroy);
        }
    }

    private static final String PARAMETERS = """
            fastcgi_param GIT_HTTP_EXPORT_ALL 1;
            fastcgi_param GIT_PROTOCOL $http_git_protocol;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
            fastcgi_param REMOTE_ADDR $remote_addr;
            """;

    private static final String HEAD = """
            daemon off;
            %s
            worker_processes 2;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log;
            events { worker_connections 512; }
            http {
                access_log off;
                client_max_body_size 0;
                client_body_temp_path FOLDER/body;
                fastcgi_temp_path FOLDER/fastcgi;
                proxy_temp_path FOLDER/proxy;
                uwsgi_temp_path FOLDER/uwsgi;
                scgi_temp_path FOLDER/scgi;
                keepalive_requests 1000000;
            """;
}

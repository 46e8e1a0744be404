package dev.millrace.bench.git;

import dev.millrace.bench.Tool;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.FileTree;
import dev.millrace.standalone.process.PortChoice;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Git's own server, {@code git http-backend} behind nginx and fcgiwrap, set up as its manual says. Asks for no password. */
public final class HttpBackend implements GitServer, AutoCloseable {

    private static final int CGI_AT_ONCE = 16;

    private static final String COUNTED = "/counted";

    private final Path repositories;
    private final Path times;
    private final int port;
    private final Process wrap;
    private final Process nginx;

    private HttpBackend(Path repositories, Path times, int port, Process wrap, Process nginx) {
        this.repositories = repositories;
        this.times = times;
        this.port = port;
        this.wrap = wrap;
        this.nginx = nginx;
    }

    /** Starts it with an emptied folder. */
    public static HttpBackend start(Path folder) throws IOException, InterruptedException {
        Path nginx = Tool.find("nginx", "nginx-light");
        Path wrap = Tool.find("fcgiwrap", "fcgiwrap");
        FileTree.delete(folder);
        Path repositories = Files.createDirectories(folder.resolve("repositories"));
        int port = new PortChoice().choose(0);
        // the path of a socket has at most 108 characters
        Path socket = Files.createTempDirectory("millrace-bench").resolve("wrap");
        Path times = Files.createFile(folder.resolve("times"));
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                configuration(folder, parameters(folder, repositories), port, socket, counting(folder, times)));
        Process wrapping = begin(folder, wrap.toString(), "-c", Integer.toString(CGI_AT_ONCE), "-s", "unix:" + socket);
        Process serving = begin(folder, nginx.toString(), "-p", folder.toString(), "-c", configuration.toString());
        var server = new HttpBackend(repositories, times, port, wrapping, serving);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        server.awaitReady();
        return server;
    }

    private static Process begin(Path folder, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
    }

    /** fcgiwrap does not wait for what it starts, and Linux then forgets its processor time: so this tells it. */
    private static Path counting(Path folder, Path times) throws IOException {
        Path script = Files.writeString(
                folder.resolve("counting"), """
                #!/bin/sh
                '%s/git-http-backend'
                times >> '%s'
                """.formatted(GitCommand.run(folder, "--exec-path"), times));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path parameters(Path folder, Path repositories) throws IOException {
        return Files.writeString(folder.resolve("parameters"), """
                fastcgi_param GIT_PROJECT_ROOT %s;
                fastcgi_param GIT_HTTP_EXPORT_ALL 1;
                fastcgi_param GIT_PROTOCOL $http_git_protocol;
                fastcgi_param QUERY_STRING $query_string;
                fastcgi_param REQUEST_METHOD $request_method;
                fastcgi_param CONTENT_TYPE $content_type;
                fastcgi_param CONTENT_LENGTH $content_length;
                fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
                fastcgi_param REMOTE_USER bench;
                fastcgi_param REMOTE_ADDR $remote_addr;
                """.formatted(repositories));
    }

    private static String configuration(Path folder, Path parameters, int port, Path socket, Path counting) {
        return """
                daemon off;
                %s
                worker_processes 2;
                pid %s/nginx.pid;
                error_log %s/error.log;
                events { worker_connections 512; }
                http {
                    access_log off;
                    client_max_body_size 0;
                    client_body_temp_path %s/body;
                    fastcgi_temp_path %s/fastcgi;
                    proxy_temp_path %s/proxy;
                    uwsgi_temp_path %s/uwsgi;
                    scgi_temp_path %s/scgi;
                    keepalive_requests 1000000;
                    server {
                        listen 127.0.0.1:%d;
                        location / {
                            fastcgi_pass unix:%s;
                            fastcgi_param SCRIPT_FILENAME %s/git-http-backend;
                            fastcgi_param PATH_INFO $uri;
                            include %s;
                        }
                        location ~ ^%s(/.*)$ {
                            fastcgi_pass unix:%s;
                            fastcgi_param SCRIPT_FILENAME %s;
                            fastcgi_param PATH_INFO $1;
                            include %s;
                        }
                    }
                }
                """.formatted(
                        "root".equals(System.getProperty("user.name")) ? "user root;" : "",
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        port,
                        socket,
                        GitCommand.run(folder, "--exec-path"),
                        parameters,
                        COUNTED,
                        socket,
                        counting,
                        parameters);
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!listens()) {
            if (nginx.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                close();
                throw new UnexpectedAnswer("nginx did not start; see " + repositories.resolveSibling("server.log"));
            }
        }
    }

    private boolean listens() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // still starting
        }
    }

    @Override
    public void host(String repository, Path bare) throws InterruptedException {
        Path copy = repositories.resolve(repository + ".git");
        GitCommand.run(repositories, "clone", "--quiet", "--mirror", bare.toString(), copy.toString());
        configure(copy);
        Tool.run(List.of("git", "repack", "-adbq"), copy);
        Tool.run(List.of("git", "commit-graph", "write", "--reachable"), copy);
        GitCommand.run(copy, "pack-refs", "--all");
    }

    /** A new empty repository; where it is. */
    public String create(String repository) {
        Path bare = repositories.resolve(repository + ".git");
        GitCommand.run(
                repositories, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", bare.toString());
        configure(bare);
        return address(repository).toString();
    }

    private static void configure(Path bare) {
        for (var setting : List.of(
                List.of("http.receivepack", "true"),
                List.of("uploadpack.allowFilter", "true"),
                List.of("receive.advertisePushOptions", "true"),
                List.of("gc.auto", "0"),
                List.of("receive.autogc", "false"))) {
            GitCommand.run(bare, "config", setting.getFirst(), setting.getLast());
        }
    }

    @Override
    public URI address(String repository) {
        return URI.create("http://127.0.0.1:%d/%s.git".formatted(port, repository));
    }

    @Override
    public URI countedAddress(String repository) {
        return URI.create("http://127.0.0.1:%d%s/%s.git".formatted(port, COUNTED, repository));
    }

    @Override
    public Optional<String> authorization(String repository) {
        return Optional.empty();
    }

    @Override
    public Duration processorTime() {
        return ProcessorTime.of(nginx.toHandle())
                .plus(ProcessorTime.of(wrap.toHandle()))
                .plus(ProcessorTime.told(times));
    }

    @Override
    public void close() {
        for (Process process : List.of(nginx, wrap)) {
            var family = new ArrayList<>(process.descendants().toList());
            family.add(process.toHandle());
            family.forEach(ProcessHandle::destroy);
        }
    }
}

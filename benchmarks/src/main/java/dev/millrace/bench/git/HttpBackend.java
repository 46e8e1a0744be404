package dev.millrace.bench.git;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.process.FileTree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Git's own server, {@code git http-backend} behind nginx and fcgiwrap, set up as in its manual. Requires no password.
 */
public final class HttpBackend implements GitServer, AutoCloseable {

    private static final int CGI_AT_ONCE = 16;

    private static final String COUNTED = "/counted";

    private final Path repositories;
    private final Path times;
    private final CgiServer server;

    private HttpBackend(Path repositories, Path times, CgiServer server) {
        this.repositories = repositories;
        this.times = times;
        this.server = server;
    }

    /** Starts it with an emptied folder. */
    public static HttpBackend start(Path folder) throws IOException, InterruptedException {
        FileTree.delete(folder);
        Path repositories = Files.createDirectories(folder.resolve("repositories"));
        Path times = Files.createFile(folder.resolve("times"));
        String git = GitCommand.run(folder, "--exec-path") + "/git-http-backend";
        Path counting = counting(folder, git, times);
        CgiServer server = CgiServer.start(
                folder, CGI_AT_ONCE, (port, program) -> site(port, program, repositories, git, counting));
        return new HttpBackend(repositories, times, server);
    }

    /**
     * fcgiwrap does not wait for its children, and Linux then discards their processor time: so this script reports it.
     */
    private static Path counting(Path folder, String git, Path times) throws IOException {
        Path script = Files.writeString(folder.resolve("counting"), """
                #!/bin/sh
                '%s'
                times >> '%s'
                """.formatted(git, times));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String site(int port, String program, Path repositories, String git, Path counting) {
        String served = """
                %s
                fastcgi_param GIT_PROJECT_ROOT %s;
                fastcgi_param REMOTE_USER bench;
                """.formatted(program, repositories);
        return """
                server {
                    listen 127.0.0.1:%d;
                    location / {
                        %s
                        fastcgi_param SCRIPT_FILENAME %s;
                        fastcgi_param PATH_INFO $uri;
                    }
                    location ~ ^%s(/.*)$ {
                        %s
                        fastcgi_param SCRIPT_FILENAME %s;
                        fastcgi_param PATH_INFO $1;
                    }
                }
                """.formatted(port, served, git, COUNTED, served, counting);
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

    /** Creates an empty repository; returns its path. */
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
        return URI.create("http://127.0.0.1:%d/%s.git".formatted(server.port(), repository));
    }

    @Override
    public URI countedAddress(String repository) {
        return URI.create("http://127.0.0.1:%d%s/%s.git".formatted(server.port(), COUNTED, repository));
    }

    @Override
    public Optional<String> authorization(String repository) {
        return Optional.empty();
    }

    @Override
    public Duration processorTime() {
        return server.processorTime().plus(ProcessorTime.reported(times));
    }

    @Override
    public void close() {
        server.close();
    }
}

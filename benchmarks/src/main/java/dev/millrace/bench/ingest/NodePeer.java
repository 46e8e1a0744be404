package dev.millrace.bench.ingest;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A receiver that verifies with Octokit's library and stores nothing: {@code benchmarks/node/receiver.mjs}. */
final class NodePeer implements AutoCloseable {

    private final Process process;
    private final URI address;

    private NodePeer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Installs the packages of the lock file, unless that was done since it changed; returns their folder. */
    static Path packages(Path root) throws IOException, InterruptedException {
        Path project = root.resolve("benchmarks/node");
        Path lock = project.resolve("package-lock.json");
        Path installed = project.resolve("node_modules/.package-lock.json");
        boolean fresh = Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(lock)) >= 0;
        if (!fresh) {
            Tool.run(List.of("npm", "ci", "--no-audit", "--no-fund"), project);
        }
        return project.resolve("node_modules");
    }

    static NodePeer start(Path root, String secret) throws IOException {
        var builder = new ProcessBuilder("node", "receiver.mjs")
                .directory(root.resolve("benchmarks/node").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("WEBHOOK_SECRET", secret);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var printed = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = printed.readLine();
        if (port == null) {
            throw new UnexpectedAnswer("node receiver.mjs did not start");
        }
        return new NodePeer(process, URI.create("http://127.0.0.1:%s/webhooks/github".formatted(port)));
    }

    /** Where it receives deliveries. */
    URI address() {
        return address;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

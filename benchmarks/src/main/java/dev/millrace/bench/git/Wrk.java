package dev.millrace.bench.git;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Throughput of one request that is repeated on several connections, measured by wrk, which uses little processor time
 * itself.
 */
final class Wrk {

    private static final int CONNECTIONS = 16;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s|m)");

    private final Path program = Tool.find("wrk", "wrk");
    private final Path scratch;
    private final int seconds;

    /** @param seconds duration of each measurement */
    Wrk(Path scratch, int seconds) {
        this.scratch = scratch;
        this.seconds = seconds;
    }

    /**
     * Result of a measurement.
     *
     * @param perSecond responses
     * @param median latency as wrk prints it, with its unit
     */
    record Rate(double perSecond, String median) {}

    /** Of a GET. */
    Rate get(GitServer server, String repository, String path) throws InterruptedException {
        return measure(server, repository, path, Optional.empty());
    }

    /** Of a POST to {@code git-upload-pack}. */
    Rate upload(GitServer server, String repository, byte[] body) throws InterruptedException {
        return measure(server, repository, "/git-upload-pack", Optional.of(body));
    }

    private Rate measure(GitServer server, String repository, String path, Optional<byte[]> body)
            throws InterruptedException {
        Path script = script(server, repository, body);
        String printed = Tool.run(
                List.of(
                        program.toString(),
                        "--threads",
                        "1",
                        "--connections",
                        Integer.toString(CONNECTIONS),
                        "--duration",
                        seconds + "s",
                        "--timeout",
                        "60s",
                        "--latency",
                        "--script",
                        script.toString(),
                        server.address(repository) + path),
                scratch);
        Matcher rate = RATE.matcher(printed);
        Matcher latency = LATENCY.matcher(printed);
        if (!rate.find() || !latency.find() || printed.contains("Non-2xx")) {
            throw new UnexpectedAnswer("wrk was answered otherwise than expected:\n" + printed);
        }
        return new Rate(Double.parseDouble(rate.group(1)), latency.group(1) + " " + latency.group(2));
    }

    private Path script(GitServer server, String repository, Optional<byte[]> body) {
        var lua = new StringBuilder("wrk.headers[\"Git-Protocol\"] = \"version=2\"\n");
        server.authorization(repository)
                .ifPresent(value -> lua.append("wrk.headers[\"Authorization\"] = \"%s\"%n".formatted(value)));
        try {
            if (body.isPresent()) {
                Path file = Files.write(scratch.resolve("wrk-body"), body.get());
                lua.append("""
                        wrk.method = "POST"
                        wrk.headers["Content-Type"] = "application/x-git-upload-pack-request"
                        wrk.body = io.open("%s", "rb"):read("*a")
                        """.formatted(file));
            }
            return Files.writeString(scratch.resolve("wrk.lua"), lua);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a script for wrk", e);
        }
    }
}

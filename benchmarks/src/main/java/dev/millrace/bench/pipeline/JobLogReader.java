package dev.millrace.bench.pipeline;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Follows the log of one job as a person who watches it does: reads what is new, and asks again. */
final class JobLogReader {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI address;
    private final String token;

    JobLogReader(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /**
     * What was read.
     *
     * @param bytes size of the log
     * @param first {@link System#nanoTime} when the first byte was read; empty if there is none
     * @param end the same when the log was complete
     */
    record Read(long bytes, Optional<Long> first, long end) {}

    /** Reads until the log is complete, or only until its first byte. */
    Read follow(boolean firstOnly, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long from = 0;
        Optional<Long> first = Optional.empty();
        boolean complete = false;
        while (!complete && !(firstOnly && first.isPresent())) {
            if (System.nanoTime() > deadline) {
                throw new UnexpectedAnswer("%s is not complete after %s".formatted(address, timeout));
            }
            try {
                var response = HTTP.send(
                        HttpRequest.newBuilder(URI.create(address + "?from=" + from))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                long read = drain(response);
                if (read > 0 && first.isEmpty()) {
                    first = Optional.of(System.nanoTime());
                }
                from += read;
                complete = read == 0
                        && response.headers()
                                .firstValue("Millrace-Log-Complete")
                                .filter("true"::equals)
                                .isPresent();
                if (read == 0 && !complete) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            } catch (IOException e) {
                throw new UnexpectedAnswer("%s cannot be read: %s".formatted(address, e), e);
            }
        }
        return new Read(from, first, System.nanoTime());
    }

    /** All of a log that is complete; small ones only. */
    String text() throws InterruptedException {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(address)
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UnexpectedAnswer("%s cannot be read: %s".formatted(address, e), e);
        }
    }

    private long drain(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new UnexpectedAnswer("%s was answered %d".formatted(address, response.statusCode()));
            }
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                size += read;
            }
            return size;
        }
    }
}

package dev.millrace.bench.api;

import dev.millrace.bench.git.MillraceServer;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Calls of the API about one repository, with a token, over a connection that is kept. */
final class ApiClient {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;
    private final String authorization;

    ApiClient(MillraceServer server, String repository) {
        this.root = server.address(repository).resolve("/api/v1/repos/");
        this.authorization = server.authorization(repository).orElseThrow();
    }

    byte[] get(String call) throws IOException, InterruptedException {
        return send(request(call));
    }

    byte[] post(String call, String type, String body) throws IOException, InterruptedException {
        return send(request(call).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String call) {
        return HttpRequest.newBuilder(root.resolve(call)).timeout(TIMEOUT).header("Authorization", authorization);
    }

    private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new UnexpectedAnswer("%s: %d %s"
                    .formatted(
                            response.uri(),
                            response.statusCode(),
                            new String(response.body(), StandardCharsets.UTF_8)));
        }
        return response.body();
    }
}

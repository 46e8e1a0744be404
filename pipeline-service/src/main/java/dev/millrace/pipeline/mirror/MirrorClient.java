package dev.millrace.pipeline.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.pipeline.mirror.FileOutcome.Found;
import dev.millrace.pipeline.mirror.FileOutcome.NoSuchFile;
import dev.millrace.pipeline.mirror.FileOutcome.NotThere;
import dev.millrace.pipeline.mirror.FileOutcome.Unreachable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads files of a mirror over git-http's repository API. */
@Singleton
public final class MirrorClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LARGEST_PROBLEM = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MirrorAddress address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    MirrorClient(MirrorAddress address) {
        this.address = address;
    }

    /**
     * A file of the mirror at a commit.
     *
     * @param limit maximum number of bytes; one more is read so that the caller sees that there are more
     * @throws InterruptedException if this instance stops meanwhile
     */
    public FileOutcome read(Mirror mirror, String path, String sha, int limit) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.file(path, sha))
                .timeout(TIMEOUT)
                .header("Authorization", address.authorization(mirror))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return outcome(response.statusCode(), body, limit);
            }
        } catch (IOException e) {
            return new Unreachable("git-http does not answer: " + e.getMessage());
        }
    }

    private static FileOutcome outcome(int status, InputStream body, int limit) throws IOException {
        if (status == 200) {
            return new Found(new FileContent(body.readNBytes(limit + 1)));
        }
        JsonNode problem = problem(body.readNBytes(LARGEST_PROBLEM));
        String code = problem.path("code").asText("");
        String message =
                "git-http answers %d %s".formatted(status, problem.path("error").asText(""));
        if (status != 404) {
            return new Unreachable(message);
        }
        return code.equals("path_missing") ? new NoSuchFile() : new NotThere(message);
    }

    private static JsonNode problem(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            // for example a proxy's error page; the status is enough
            return JSON.createObjectNode();
        }
    }
}

package dev.millrace.bench.platform;

import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Mirrors as a git client that lists their refs sees them. Thread-safe. */
public final class MirrorView {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> credentials = new ConcurrentHashMap<>();
    private final URI gateway;
    private final Team team;

    /** The mirrors of a team. */
    public MirrorView(URI gateway, Team team) {
        this.gateway = gateway;
        this.team = team;
    }

    /** Whether a ref of the mirror has this object now; cheap enough to be polled every few milliseconds. */
    public boolean shows(String repository, String sha) {
        URI refs = gateway.resolve("/%s.git/info/refs?service=git-upload-pack".formatted(repository));
        var question = HttpRequest.newBuilder(refs)
                .header("Authorization", "Basic " + credentials.computeIfAbsent(repository, this::credentials))
                .build();
        try {
            return http.send(question, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains(sha);
        } catch (IOException e) {
            throw new UnexpectedAnswer("the mirror does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswer("interrupted", e);
        }
    }

    private String credentials(String repository) {
        String login = "git:" + team.token(repository, "git:read");
        return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
}

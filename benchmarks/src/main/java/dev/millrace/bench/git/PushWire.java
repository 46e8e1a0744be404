package dev.millrace.bench.git;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The writing side of Git's protocol, only as much as a measurement needs; see gitprotocol-pack(5). */
final class PushWire {

    static final String NOTHING = "0".repeat(40);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Result of a push of one ref. */
    enum Answer {
        ACCEPTED,
        /** refused, because the ref does not have the expected value, or another client is updating it */
        REJECTED,
        /** unknown: the connection was lost, or the server failed */
        UNKNOWN
    }

    /**
     * Pushes one ref as git does: reads the refs first, then sends.
     *
     * @param before the expected value of the ref; {@link #NOTHING} if it does not exist
     */
    Answer push(GitServer server, String repository, String ref, String before, SmallCommit commit)
            throws InterruptedException {
        String advertised = advertised(server, repository, ref);
        return advertised.equals(before) ? send(server, repository, ref, before, commit) : Answer.REJECTED;
    }

    /** The value of a ref before a push, read as git does; {@link #NOTHING} if it does not exist. */
    String advertised(GitServer server, String repository, String ref) throws InterruptedException {
        return reported(server, repository, "git-receive-pack", ref);
    }

    /** The value of a ref for fetches; {@link #NOTHING} if it does not exist. */
    String served(GitServer server, String repository, String ref) throws InterruptedException {
        return reported(server, repository, "git-upload-pack", ref);
    }

    private String reported(GitServer server, String repository, String service, String ref)
            throws InterruptedException {
        try {
            HttpResponse<String> refs = http.send(
                    request(server, repository, "/info/refs?service=" + service).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (refs.statusCode() != 200) {
                throw new UnexpectedAnswer("the refs were answered %d %s".formatted(refs.statusCode(), refs.body()));
            }
            Matcher line = Pattern.compile("([0-9a-f]{40}) " + Pattern.quote(ref) + "[\n\0]")
                    .matcher(refs.body());
            return line.find() ? line.group(1) : NOTHING;
        } catch (IOException e) {
            throw new UnexpectedAnswer("the refs were not answered: " + e, e);
        }
    }

    /** Sends one commit for one ref. */
    Answer send(GitServer server, String repository, String ref, String before, SmallCommit commit)
            throws InterruptedException {
        try {
            var body = new ByteArrayOutputStream();
            FetchWire.line(body, "%s %s %s\0 report-status agent=millrace-bench".formatted(before, commit.id(), ref));
            FetchWire.special(body, "0000");
            body.writeBytes(commit.pack());
            HttpResponse<String> answer = http.send(
                    request(server, repository, "/git-receive-pack")
                            .header("Content-Type", "application/x-git-receive-pack-request")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return read(answer, ref);
        } catch (IOException e) {
            return Answer.UNKNOWN;
        }
    }

    /**
     * Creates refs to objects that the server has.
     *
     * @param ids by full name of the ref
     * @param atOnce refs in one request
     * @throws UnexpectedAnswer if one of them is not created
     */
    void create(GitServer server, String repository, Map<String, String> ids, int atOnce) throws InterruptedException {
        List<String> names = List.copyOf(ids.keySet());
        for (int from = 0; from < names.size(); from += atOnce) {
            var body = new ByteArrayOutputStream();
            String capabilities = "\0 report-status agent=millrace-bench";
            for (String name : names.subList(from, Math.min(names.size(), from + atOnce))) {
                FetchWire.line(body, "%s %s %s%s".formatted(NOTHING, ids.get(name), name, capabilities));
                capabilities = "";
            }
            FetchWire.special(body, "0000");
            body.writeBytes(SmallCommit.emptyPack());
            try {
                HttpResponse<String> answer = http.send(
                        request(server, repository, "/git-receive-pack")
                                .header("Content-Type", "application/x-git-receive-pack-request")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                if (!answer.body().contains("unpack ok") || answer.body().contains("ng ")) {
                    throw new UnexpectedAnswer("refs were not created: %d %s"
                            .formatted(
                                    answer.statusCode(),
                                    answer.body()
                                            .substring(
                                                    0,
                                                    Math.min(500, answer.body().length()))));
                }
            } catch (IOException e) {
                throw new UnexpectedAnswer("refs were not created: " + e, e);
            }
        }
    }

    private static Answer read(HttpResponse<String> answer, String ref) {
        if (answer.statusCode() != 200) {
            return Answer.UNKNOWN;
        }
        if (answer.body().contains("ok " + ref + "\n") && answer.body().contains("unpack ok")) {
            return Answer.ACCEPTED;
        }
        if (answer.body().contains("ng " + ref + " ")) {
            return Answer.REJECTED;
        }
        throw new UnexpectedAnswer("a push was answered without a report: " + answer.body());
    }

    private static HttpRequest.Builder request(GitServer server, String repository, String path) {
        var request = HttpRequest.newBuilder(URI.create(server.address(repository) + path))
                .timeout(Duration.ofSeconds(60));
        server.authorization(repository).ifPresent(value -> request.header("Authorization", value));
        return request;
    }
}

package dev.millrace.bench.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Requests to every public route whose path, headers and body are changed at random. */
final class FuzzedRequests implements Attack {

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "get");
    private static final List<String> ROUTES = List.of(
            "/",
            "/webhooks/github",
            "/webhooks/x",
            "/api/teams",
            "/api/teams/mallory/keys",
            "/api/installations",
            "/api/v1/repo",
            "/api/v1/repos",
            "/api/v1/repos/file?path=README.md",
            "/api/v1/repos/pull-upstream",
            "/api/v1/repos/git-credentials",
            "/api/v1/webhooks",
            "/api/repositories/x/audit",
            "/api/repos/x",
            "/api/syncs/REPOSITORY",
            "/api/builds?repository=REPOSITORY&limit=10",
            "/api/builds/1",
            "/api/insights/metrics?repository=REPOSITORY",
            "/api/insights/deployments?repository=REPOSITORY&limit=5",
            "/REPOSITORY.git/info/refs?service=git-upload-pack",
            "/REPOSITORY.git/info/refs?service=git-receive-pack",
            "/REPOSITORY.git/git-upload-pack",
            "/REPOSITORY.git/git-receive-pack",
            "/REPOSITORY+ephemeral.git/git-upload-pack",
            "/REPOSITORY+import.git/git-receive-pack",
            "/REPOSITORY.git/info/lfs/objects/batch",
            "/REPOSITORY.git/info/lfs/locks",
            "/REPOSITORY.git/info/lfs/locks/verify",
            "/REPOSITORY.git/HEAD",
            "/q/metrics",
            "/q/health/ready",
            "/q/openapi");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/x-git-upload-pack-request",
            "application/x-git-receive-pack-request",
            "application/vnd.git-lfs+json",
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
            "x");
    private static final int IN_A_ROUND = 20;
    private static final byte[] BOMB = gzip(new byte[10_000_000]);

    private final Target target;
    private final Answers answers;

    FuzzedRequests(Target target, Answers answers) {
        this.target = target;
        this.answers = answers;
    }

    @Override
    public String name() {
        return "fuzz";
    }

    @Override
    public void round(Random random) throws IOException {
        for (int request = 0; request < IN_A_ROUND; request++) {
            String route = pick(random, ROUTES);
            String method = pick(random, METHODS);
            byte[] body = body(random);
            boolean isCompressed = Arrays.equals(body, BOMB);
            try (RawCall call = RawCall.open(target.gateway())) {
                call.send(head(random, method, path(random, route), body, isCompressed));
                call.send(body, body.length);
                answers.count(method + " " + route.replaceAll("\\?.*", ""), call.status(5_000));
            } catch (IOException closed) {
                answers.count(method + " " + route.replaceAll("\\?.*", ""), 0);
            }
        }
    }

    private String head(Random random, String method, String path, byte[] body, boolean isCompressed) {
        var head = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n"
                .formatted(method, path, target.gateway().getAuthority()));
        switch (random.nextInt(5)) {
            case 0 ->
                head.append("Authorization: ").append(target.authorization()).append("\r\n");
            case 1 -> head.append("Authorization: Bearer a.b.c\r\n");
            case 2 -> head.append("Authorization: Basic ").append("%%%").append("\r\n");
            case 3 ->
                head.append("Authorization: ").append(target.authorization()).append("\r\nAuthorization: Bearer x\r\n");
            default -> {
                // none
            }
        }
        head.append("Content-Type: ").append(pick(random, TYPES)).append("\r\n");
        head.append("X-GitHub-Event: push\r\nX-GitHub-Delivery: ")
                .append(random.nextLong())
                .append("\r\n");
        head.append("X-Hub-Signature-256: sha256=")
                .append("0".repeat(random.nextInt(70)))
                .append("\r\n");
        if (random.nextBoolean()) {
            head.append("Git-Protocol: version=2\r\n");
        }
        if (isCompressed) {
            head.append("Content-Encoding: gzip\r\n");
        } else if (random.nextInt(10) == 0) {
            head.append("Content-Encoding: ")
                    .append(pick(random, List.of("gzip", "deflate", "br", "x-gzip", "gzip, gzip")))
                    .append("\r\n");
        }
        if (random.nextInt(10) == 0) {
            head.append("Expect: 100-continue\r\n");
        }
        head.append(
                switch (random.nextInt(8)) {
                    case 0 -> "Content-Length: 9223372036854775807\r\n";
                    case 1 -> "Content-Length: -1\r\n";
                    case 2 -> "Transfer-Encoding: chunked\r\n";
                    default -> "Content-Length: " + body.length + "\r\n";
                });
        return head.append("\r\n").toString();
    }

    private String path(Random random, String route) {
        String path = route.replace("REPOSITORY", target.repository());
        return switch (random.nextInt(8)) {
            case 0 -> path + "/" + "a".repeat(random.nextInt(2_000));
            case 1 -> path.replace("/", "//");
            case 2 -> path + "%00%ff%2e%2e%2f";
            case 3 -> path + "/../../q/metrics";
            case 4 -> path + (path.contains("?") ? "&" : "?") + "limit=" + random.nextLong() + "&cursor=x&from=y";
            case 5 -> path + (path.contains("?") ? "&" : "?") + "a=1".repeat(random.nextInt(2_000));
            default -> path;
        };
    }

    private byte[] body(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new byte[0];
            case 1 -> ascii("[".repeat(random.nextInt(50_000)));
            case 2 -> ascii("{\"a\":".repeat(random.nextInt(10_000)));
            case 3 -> ascii("{\"name\":\"" + "x".repeat(random.nextInt(60_000)) + "\",\"size\":1e999999999}");
            case 4 -> ascii("%04x".formatted(random.nextInt(0x10000)) + "command=fetch" + "0001" + "want x\n");
            case 5 ->
                ascii("{\"operation\":\"upload\",\"objects\":[" + "{\"oid\":\"a\",\"size\":9e18},".repeat(2_000)
                        + "{}]}");
            case 6 -> BOMB;
            default -> {
                byte[] noise = new byte[random.nextInt(20_000)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return packed.toByteArray();
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(500);
    }
}

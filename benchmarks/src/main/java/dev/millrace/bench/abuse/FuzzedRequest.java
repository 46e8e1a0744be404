package dev.millrace.bench.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** A request whose path, headers and body are changed at random. The same random numbers make the same request. */
public final class FuzzedRequest {

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "get");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/x-git-upload-pack-request",
            "application/x-git-receive-pack-request",
            "application/vnd.git-lfs+json",
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
            "x");
    private static final int LONGEST_SHOWN = 120;
    private static final byte[] BOMB = gzip(new byte[10_000_000]);

    private final URI server;
    private final String label;
    private final Framing framing;
    private final String head;
    private final byte[] body;

    private FuzzedRequest(URI server, String label, Framing framing, String head, byte[] body) {
        this.server = server;
        this.label = label;
        this.framing = framing;
        this.head = head;
        this.body = body;
    }

    /**
     * Makes a request.
     *
     * @param routes paths of which one is called, with their queries
     * @param server root of the HTTP server
     * @param authorization a valid header of that name, which some requests send
     */
    public static FuzzedRequest of(Random random, List<String> routes, URI server, String authorization) {
        String route = pick(random, routes);
        String method = pick(random, METHODS);
        byte[] body = body(random);
        Framing framing = Framing.random(random);
        String head = "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n"
                        .formatted(method, path(random, route), server.getAuthority())
                + authentication(random, authorization)
                + content(random, Arrays.equals(body, BOMB))
                + framing.header(body.length)
                + "\r\n";
        return new FuzzedRequest(server, method + " " + route.replaceAll("\\?.*", ""), framing, head, body);
    }

    /** Method and path before the changes. */
    public String label() {
        return label;
    }

    /** Whether it has a body as long as it states, so that a server has no reason to wait for more. */
    public boolean isComplete() {
        return framing == Framing.AS_STATED;
    }

    /** What it is, with neither its body nor its credential. */
    @Override
    public String toString() {
        String shortened = head.lines()
                .filter(line -> !line.startsWith("Authorization"))
                .map(line -> line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line)
                .collect(Collectors.joining(" | "));
        return "%s, %s, %d bytes".formatted(shortened, framing, body.length);
    }

    /** Sends it and returns how the response begins; empty if the connection was closed or nothing arrived in time. */
    public Optional<ResponseHead> send(Duration timeout) {
        try (RawCall call = RawCall.open(server)) {
            call.send(head);
            sendBody(call);
            return call.head((int) timeout.toMillis());
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    /** A server that responds before it has read the body may close the connection; its response counts. */
    private void sendBody(RawCall call) {
        try {
            call.send(body, body.length);
        } catch (IOException closed) {
            // the response may have arrived
        }
    }

    private static String authentication(Random random, String authorization) {
        String valid = "Authorization: " + authorization + "\r\n";
        return switch (random.nextInt(6)) {
            case 0 -> valid;
            case 1 -> "Authorization: Bearer a.b.c\r\n";
            case 2 -> "Authorization: Basic %%%\r\n";
            case 3 -> valid + "Authorization: Bearer x\r\n";
            case 4 -> "Authorization: Bearer \u0080\t\u00ff\r\n";
            default -> "";
        };
    }

    private static String content(Random random, boolean isCompressed) {
        var head = new StringBuilder();
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
        return head.toString();
    }

    private static String path(Random random, String path) {
        String separator = path.contains("?") ? "&" : "?";
        return switch (random.nextInt(8)) {
            case 0 -> path + "/" + "a".repeat(random.nextInt(2_000));
            case 1 -> path.replace("/", "//");
            case 2 -> path + "%00%ff%2e%2e%2f";
            case 3 -> path + "/../../q/metrics";
            case 4 -> path + separator + "limit=" + random.nextLong() + "&cursor=x&from=y";
            case 5 -> path + separator + "a=1".repeat(random.nextInt(2_000));
            default -> path;
        };
    }

    private static byte[] body(Random random) {
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

    /** What the request states about the length of its body. */
    private enum Framing {
        AS_STATED,
        TOO_LONG,
        NEGATIVE,
        CHUNKED;

        static Framing random(Random random) {
            return switch (random.nextInt(8)) {
                case 0 -> TOO_LONG;
                case 1 -> NEGATIVE;
                case 2 -> CHUNKED;
                default -> AS_STATED;
            };
        }

        String header(int length) {
            return switch (this) {
                case AS_STATED -> "Content-Length: " + length + "\r\n";
                case TOO_LONG -> "Content-Length: 9223372036854775807\r\n";
                case NEGATIVE -> "Content-Length: -1\r\n";
                case CHUNKED -> "Transfer-Encoding: chunked\r\n";
            };
        }
    }
}

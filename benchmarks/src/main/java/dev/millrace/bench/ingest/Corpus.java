package dev.millrace.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The payloads that Octokit publishes as examples, signed, as requests over HTTP/1.1. */
final class Corpus {

    private final List<Signed> deliveries;

    private Corpus(List<Signed> deliveries) {
        this.deliveries = deliveries;
    }

    /** Reads {@code @octokit/webhooks-examples} from a folder of packages. */
    static Corpus read(Path packages, String path, String secret) throws IOException {
        JsonNode events = new ObjectMapper()
                .readTree(packages.resolve("@octokit/webhooks-examples/api.github.com/index.json")
                        .toFile());
        List<Signed> deliveries = new ArrayList<>();
        for (JsonNode event : events) {
            for (JsonNode example : event.path("examples")) {
                deliveries.add(Signed.of(path, event.path("name").asText(), example.toString(), secret));
            }
        }
        Collections.shuffle(deliveries, new Random(1));
        return new Corpus(List.copyOf(deliveries));
    }

    /** The same delivery again and again. */
    static Corpus of(Signed delivery) {
        return new Corpus(List.of(delivery));
    }

    /** One payload after the other, and again from the first. */
    Signed get(long number) {
        return deliveries.get((int) (number % deliveries.size()));
    }

    int count() {
        return deliveries.size();
    }

    /** Mean of the bodies, in bytes. */
    long meanBytes() {
        return deliveries.stream().mapToLong(one -> one.body().length).sum() / deliveries.size();
    }

    /** A request whose GUID is still missing. */
    static final class Signed {

        /** Up to where the GUID belongs. */
        private final String head;

        private final byte[] body;

        private Signed(String head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        /** Not copied: no caller changes it. */
        byte[] body() {
            return body;
        }

        static Signed of(String path, String event, String json, String secret) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            return new Signed(
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".formatted(path)
                            + "User-Agent: GitHub-Hookshot/millrace-bench\r\nX-GitHub-Event: %s\r\n".formatted(event)
                            + "X-GitHub-Hook-ID: 1\r\nContent-Length: %d\r\nX-Hub-Signature-256: sha256=%s\r\n"
                                    .formatted(body.length, signature(secret, body))
                            + "X-GitHub-Delivery: ",
                    body);
        }

        /** The bytes of the request with this GUID. */
        byte[] request(UUID guid) {
            byte[] start = (head + guid + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] request = new byte[start.length + body.length];
            System.arraycopy(start, 0, request, 0, start.length);
            System.arraycopy(body, 0, request, start.length, body.length);
            return request;
        }

        private static String signature(String secret, byte[] body) {
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(body));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java runtime has HmacSHA256", e);
            }
        }
    }
}

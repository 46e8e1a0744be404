package dev.millrace.bench.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Webhook deliveries whose body never arrives, or arrives without its last byte. */
final class HeldBodies implements Attack {

    private static final int LARGE = 25 << 20;
    private static final int NEARLY_WHOLE = 8;
    private static final int PART = 1 << 16;
    private static final Duration HELD = Duration.ofSeconds(12);

    private final Target target;
    private final Answers answers;
    private final int idle;

    /** @param idle connections that are held open without a body at the same time */
    HeldBodies(Target target, Answers answers, int idle) {
        this.target = target;
        this.answers = answers;
        this.idle = idle;
    }

    @Override
    public String name() {
        return "bodies";
    }

    @Override
    public void round(Random random) throws IOException, InterruptedException {
        List<RawCall> held = new ArrayList<>();
        try {
            for (int connection = 0; connection < idle; connection++) {
                RawCall call = RawCall.open(target.gateway());
                held.add(call);
                beginQuietly(call, random.nextBoolean());
            }
            byte[] part = new byte[PART];
            for (int connection = 0; connection < NEARLY_WHOLE; connection++) {
                RawCall call = RawCall.open(target.gateway());
                held.add(call);
                beginQuietly(call, true);
                sendAllButTheLastByte(call, part);
            }
            Thread.sleep(HELD);
            answers.count("POST /webhooks/github, body held", held.getFirst().status(100));
            answers.count(
                    "POST /webhooks/github, last byte held", held.getLast().status(100));
        } finally {
            for (RawCall call : held) {
                call.close();
            }
        }
    }

    private void beginQuietly(RawCall call, boolean isSigned) {
        try {
            call.send(
                    "POST /webhooks/github HTTP/1.1\r\nHost: %s\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(
                                    target.gateway().getAuthority(),
                                    UUID.randomUUID(),
                                    isSigned ? "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n" : "",
                                    LARGE));
        } catch (IOException closed) {
            // already refused, which is what the platform should do when it is at capacity
        }
    }

    private static void sendAllButTheLastByte(RawCall call, byte[] part) {
        try {
            for (int left = LARGE - 1; left > 0; left -= part.length) {
                call.send(part, Math.min(left, part.length));
            }
        } catch (IOException closed) {
            // refused in the middle
        }
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(5);
    }
}

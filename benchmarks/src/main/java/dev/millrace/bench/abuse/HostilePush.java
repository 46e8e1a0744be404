package dev.millrace.bench.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Pushes of packs that announce, or expand to, more than a process has memory for. */
final class HostilePush implements Attack {

    private static final int BASE = 200_000_000;
    private static final long RESULT = 767_000_000;
    private static final int TREE = 400_000_000;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Target target;
    private final Answers answers;
    private final List<byte[]> packs = List.of(
            HostilePacks.announcing(0x7ffffff0),
            HostilePacks.announcing(1_000_000),
            HostilePacks.deltaBomb(BASE, RESULT),
            HostilePacks.hugeTree(TREE));

    HostilePush(Target target, Answers answers) {
        this.target = target;
        this.answers = answers;
    }

    @Override
    public String name() {
        return "packs";
    }

    @Override
    public void round(Random random) throws IOException {
        int choice = random.nextInt(packs.size() + 2);
        byte[] pack = choice < packs.size() ? packs.get(choice) : HostilePacks.random(random);
        var body = new ByteArrayOutputStream();
        String command = "%s %s refs/heads/attack-%d\0 report-status"
                .formatted("0".repeat(40), "a".repeat(40), random.nextInt(1000));
        body.writeBytes("%04x%s0000".formatted(command.length() + 4, command).getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(pack);
        try (RawCall call = RawCall.open(target.gateway())) {
            call.send("""
                    POST %s HTTP/1.1
                    Host: %s
                    Authorization: %s
                    Content-Type: application/x-git-receive-pack-request
                    Content-Length: %d
                    Connection: close

                    """.replace("\n", "\r\n").formatted(
                    target.git("git-receive-pack"),
                    target.gateway().getAuthority(),
                    target.authorization(),
                    body.size()));
            call.send(body.toByteArray(), body.size());
            answers.count("POST git-receive-pack", call.status(TIMEOUT_MILLIS));
        }
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(500);
    }
}

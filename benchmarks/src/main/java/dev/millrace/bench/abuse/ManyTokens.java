package dev.millrace.bench.abuse;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Valid tokens, each different and several kilobytes long. */
final class ManyTokens implements Attack {

    private static final int IN_A_ROUND = 20;
    private static final int SIZE = 3_500;

    private final Target target;
    private final Answers answers;

    ManyTokens(Target target, Answers answers) {
        this.target = target;
        this.answers = answers;
    }

    @Override
    public String name() {
        return "tokens";
    }

    @Override
    public void round(Random random) throws IOException {
        String[] paths = {
            "/api/v1/repo",
            "/api/builds?repository=" + target.repository(),
            "/api/insights/metrics?repository=" + target.repository()
        };
        for (int token = 0; token < IN_A_ROUND; token++) {
            String large = "x".repeat(SIZE) + random.nextLong();
            String path = paths[random.nextInt(paths.length)];
            try (RawCall call = RawCall.open(target.gateway())) {
                call.send("GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                        .formatted(
                                path,
                                target.gateway().getAuthority(),
                                target.team().token(target.repository(), "git:read", "org:read", large)));
                answers.count("GET " + path.replaceAll("\\?.*", ""), call.status(5_000));
            }
        }
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(1);
    }
}

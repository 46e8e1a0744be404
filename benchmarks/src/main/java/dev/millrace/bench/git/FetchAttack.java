package dev.millrace.bench.git;

import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * One caller sends fetches that cost a server much. Meanwhile a caller of another team lists refs. The fetches either claim
 * 25,000 commits with ids that share the 32 bits that hash sets of object ids use as the hash, or name one old commit, so
 * that nearly everything must be packed and nothing can be copied.
 */
final class FetchAttack {

    private static final int HAVES = 25_000;
    private static final int ATTACKERS = 8;
    /** A message is shorter, every pack of the attacked repository longer. */
    private static final long SMALLEST_PACK = 1_000_000;

    private static final int LISTS = 200;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private final GitServer server;
    private final String attacked;
    private final byte[] attack;
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * @param attacked name of a repository
     * @param want an object of it
     * @param haves ids that the caller claims to have
     */
    FetchAttack(GitServer server, String attacked, String want, List<String> haves) {
        this.server = server;
        this.attacked = attacked;
        this.attack = FetchWire.fetch(List.of(want), haves, List.of());
    }

    /** Ids of no object that differ in their last 32 bits only. */
    static List<String> collidingIds() {
        return IntStream.range(0, HAVES)
                .mapToObj(i -> "11111111222222223333333344444444%08x".formatted(i))
                .toList();
    }

    /** Latencies of listing the refs of another repository meanwhile. */
    Latencies listsOf(GitServer otherTeam, String repository) throws InterruptedException {
        var ended = new AtomicBoolean();
        try (ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS)) {
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.execute(() -> attackUntil(ended));
            }
            try {
                return lists(otherTeam, repository);
            } finally {
                ended.set(true);
            }
        }
    }

    private void attackUntil(AtomicBoolean ended) {
        while (!ended.get()) {
            try {
                count(send(server, attacked, attack));
            } catch (IOException cutOff) {
                // the server may defend itself in any way
            }
        }
    }

    private static Latencies lists(GitServer server, String repository) throws InterruptedException {
        byte[] command = FetchWire.lsRefs(List.of("HEAD", "refs/heads/", "refs/tags/"));
        var times = new ArrayList<Duration>();
        for (int i = 0; i < LISTS; i++) {
            long start = System.nanoTime();
            try {
                int status = send(server, repository, command).status();
                if (status != 200) {
                    throw new UnexpectedAnswer("a list of refs was answered %d during the attack".formatted(status));
                }
            } catch (IOException e) {
                throw new UnexpectedAnswer("a list of refs was cut off during the attack: " + e, e);
            }
            times.add(Duration.ofNanos(System.nanoTime() - start));
            LockSupport.parkNanos(BETWEEN.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return new Latencies(times);
    }

    /** Fetches of the attackers that got a pack, and all others. */
    String responses() {
        return "%d served, %d refused".formatted(served.get(), refused.get());
    }

    private void count(Response response) {
        (response.bytes() > SMALLEST_PACK ? served : refused).incrementAndGet();
    }

    private static Response send(GitServer server, String repository, byte[] command) throws IOException {
        var headers = new HashMap<String, String>();
        headers.put("Git-Protocol", "version=2");
        headers.put("Content-Type", "application/x-git-upload-pack-request");
        Optional<String> authorization = server.authorization(repository);
        authorization.ifPresent(value -> headers.put("Authorization", value));
        URI address = URI.create(server.address(repository) + "/git-upload-pack");
        try (var answer = PlainHttp.post(address, headers, command)) {
            long bytes = answer.body().transferTo(OutputStream.nullOutputStream());
            return new Response(answer.status(), bytes);
        }
    }

    /** The status of a response, and how many bytes it had. */
    private record Response(int status, long bytes) {}
}

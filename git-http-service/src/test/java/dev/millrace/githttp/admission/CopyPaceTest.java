package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CopyPaceTest { // #9.2

    private static final byte[] ROUND = new byte[4 * 1024 * 1024];

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch resumed = new CountDownLatch(1);

    @Test
    void sendsAllBytes() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        new CopyPace(2).send("team", answer, out -> {
            out.write(1);
            out.write(ROUND);
            out.write(2);
        });

        assertThat(answer.size()).isEqualTo(ROUND.length + 2);
        assertThat(answer.toByteArray()).startsWith(1).endsWith(2);
    }

    @Test
    void letsAnotherTeamSendAfterARound() {
        CopyPace pace = new CopyPace(2, Duration.ofMinutes(1));
        var first = started(pace, "first", out -> {
            round("first", out);
            await().until(() -> pace.waiting() == 1);
            round("first", out);
        });
        await().until(() -> sent.size() == 1);

        var other = started(pace, "other", out -> round("other", out));

        first.join();
        other.join();
        assertThat(sent).containsExactly("first", "other", "first");
    }

    @Test
    void sendsBesideACopyWhoseClientStalls() {
        CopyPace pace = new CopyPace(2, Duration.ofMillis(10));
        var stalled = started(pace, "slow", out -> {
            round("slow", out);
            awaitUninterrupted(resumed);
        });
        await().until(() -> sent.size() == 1);

        started(pace, "other", out -> round("other", out)).join();

        assertThat(sent).containsExactly("slow", "other");
        resumed.countDown();
        stalled.join();
    }

    private void round(String team, OutputStream out) throws IOException {
        out.write(ROUND);
        sent.add(team);
    }

    private static CompletableFuture<Void> started(CopyPace pace, String team, CopyPace.Copy copy) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        pace.send(team, OutputStream.nullOutputStream(), copy);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

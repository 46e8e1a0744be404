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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class CopyPaceTest { // #9.2

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final byte[] ROUND = new byte[4 * 1024 * 1024];

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch resumed = new CountDownLatch(1);

    @Test
    void sendsAllBytes() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        new CopyPace(2).send("team", BooleanSupplier::getAsBoolean, answer, out -> {
            out.write(1);
            out.write(ROUND);
            out.write(2);
        });

        assertThat(answer.size()).isEqualTo(ROUND.length + 2);
        assertThat(answer.toByteArray()).startsWith(1).endsWith(2);
    }

    @Test
    void letsAnotherTeamSendAfterARound() {
        CopyPace pace = new CopyPace(2, A_MINUTE, A_MINUTE);
        var first = started(pace, "first", out -> {
            firstRound("first", out);
            await().until(() -> pace.waiting() == 1);
            round("first", out);
        });
        await().until(() -> sent.size() == 2);

        var other = started(pace, "other", out -> firstRound("other", out));

        first.join();
        other.join();
        assertThat(sent).containsExactly("first", "first", "other", "other", "first");
    }

    @Test
    void sendsBesideACopyWhoseClientStalls() {
        CopyPace pace = new CopyPace(2, Duration.ofMillis(10), A_MINUTE);
        var stalled = started(pace, "slow", out -> {
            firstRound("slow", out);
            awaitUninterrupted(resumed);
        });
        await().until(() -> sent.size() == 2);

        started(pace, "other", out -> firstRound("other", out)).join();

        assertThat(sent).containsExactly("slow", "slow", "other", "other");
        resumed.countDown();
        stalled.join();
    }

    @Test
    void leavesRoundsToOthersWhenAClientIsSlow() {
        CopyPace pace = new CopyPace(2, A_MINUTE, Duration.ZERO);
        var slow = started(pace, "slow", out -> {
            firstRound("slow", out);
            out.write(1);
            awaitUninterrupted(resumed);
        });
        await().until(() -> sent.size() == 2);

        started(pace, "other", out -> firstRound("other", out)).join();

        resumed.countDown();
        slow.join();
    }

    /** What a copy sends at once, and the round after it. */
    private void firstRound(String team, OutputStream out) throws IOException {
        round(team, out);
        round(team, out);
    }

    private void round(String team, OutputStream out) throws IOException {
        out.write(ROUND);
        sent.add(team);
    }

    private static CompletableFuture<Void> started(CopyPace pace, String team, CopyPace.Copy copy) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        pace.send(team, BooleanSupplier::getAsBoolean, OutputStream.nullOutputStream(), copy);
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

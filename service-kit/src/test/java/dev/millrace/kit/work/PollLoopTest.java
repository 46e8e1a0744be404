package dev.millrace.kit.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.kit.work.PollLoop.Next;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollLoopTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), NEVER);

    private final AtomicInteger passes = new AtomicInteger();
    private PollLoop loop = loop(() -> Next.poll(NEVER));

    @AfterEach
    void stop() {
        loop.stop(SOON);
    }

    @Test
    void repeatsThePassWhenTheTimeIsOver() {
        loop = loop(() -> Next.poll(Duration.ofMillis(1)));

        loop.start();

        await().atMost(SOON).until(() -> passes.get() >= 3);
    }

    @Test
    void repeatsThePassWhenItIsWokenAlsoDuringAPass() throws InterruptedException {
        var inPass = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        loop = loop(() -> {
            inPass.countDown();
            mayEnd.await();
            return Next.poll(NEVER);
        });
        loop.start();
        inPass.await();

        loop.wake();
        mayEnd.countDown();

        await().atMost(SOON).until(() -> passes.get() == 2);
    }

    @Test
    void isNotWokenFromAPause() {
        var wokenAt = new CopyOnWriteArrayList<Long>();
        loop = loop(() -> {
            wokenAt.add(System.nanoTime());
            return Next.pause(Duration.ofMillis(100));
        });
        loop.start();
        await().atMost(SOON).until(() -> !wokenAt.isEmpty());

        loop.wake();
        await().atMost(SOON).until(() -> wokenAt.size() >= 2);

        assertThat(Duration.ofNanos(wokenAt.get(1) - wokenAt.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void waitsLongerAfterEachFailureAndStartsAgainAfterASuccess() {
        List<Long> at = new CopyOnWriteArrayList<>();
        loop = loop(() -> {
            at.add(System.nanoTime());
            return switch (at.size()) {
                case 9 -> Next.poll(Duration.ZERO);
                case 11 -> Next.poll(NEVER);
                case 3 -> Next.failed();
                default -> throw new IllegalStateException("failure " + at.size());
            };
        });

        loop.start();

        // were the delays not reset after pass 9, the one after pass 10 would have no end here
        await().atMost(SOON).until(() -> at.size() == 11);
        assertThat(Duration.ofNanos(at.get(8) - at.get(7))).isGreaterThanOrEqualTo(Duration.ofMillis(128));
    }

    @Test
    void endsAPauseWhenItIsAskedToStop() throws InterruptedException { // #9.32
        var paused = new CountDownLatch(1);
        var whole = new AtomicBoolean(true);
        var ended = new CountDownLatch(1);
        loop = loop(() -> {
            paused.countDown();
            whole.set(loop.pause(NEVER));
            ended.countDown();
            return Next.poll(NEVER);
        });
        loop.start();
        paused.await();

        loop.requestStop();

        await().atMost(SOON).until(() -> ended.getCount() == 0);
        assertThat(whole).isFalse();
        assertThat(loop.stop(SOON)).isTrue();
        assertThat(passes).hasValue(1);
    }

    @Test
    void interruptsThePassUnderWayWhenItIsStopped() throws InterruptedException {
        var begun = new CountDownLatch(1);
        loop = loop(() -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Next.poll(NEVER);
        });
        loop.start();
        begun.await();

        assertThat(loop.stop(SOON)).isTrue();
    }

    private PollLoop loop(PollLoop.Pass pass) {
        return new PollLoop("test", BACKOFF, () -> {
            passes.incrementAndGet();
            return pass.run();
        });
    }
}

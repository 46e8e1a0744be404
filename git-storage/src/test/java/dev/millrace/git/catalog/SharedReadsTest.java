package dev.millrace.git.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedReadsTest {

    private final SharedReads<String, Long> reads = new SharedReads<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void readsOnceForAllWhoComeWhileAReadIsUnderWay() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var count = new AtomicInteger();
        Future<Long> first = threads.submit(() -> reads.read("a", () -> {
            begun.countDown();
            uninterruptibly(goOn);
            return (long) count.incrementAndGet();
        }));
        begun.await();
        List<Future<Long>> later = new ArrayList<>();
        var askers = new CopyOnWriteArrayList<Thread>();
        for (int i = 0; i < 10; i++) {
            later.add(threads.submit(() -> {
                askers.add(Thread.currentThread());
                return reads.read("a", () -> (long) count.incrementAndGet());
            }));
        }
        await().until(() ->
                askers.size() == 10 && askers.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        assertThat(reads.read("b", () -> 7L)).as("others are not held up").isEqualTo(7);
        goOn.countDown();

        assertThat(first.get()).isEqualTo(1);
        for (Future<Long> one : later) {
            assertThat(one.get()).isEqualTo(2);
        }
        assertThat(count).hasValue(2);
    }

    @Test
    void neverAnswersWithWhatWasReadBeforeTheQuestion() throws Exception {
        var written = new AtomicLong();
        List<Future<Long>> readers = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            readers.add(threads.submit(() -> {
                for (int i = 0; i < 5_000; i++) {
                    long before = written.incrementAndGet();
                    assertThat(reads.read("a", written::get)).isGreaterThanOrEqualTo(before);
                }
                return 0L;
            }));
        }
        for (Future<Long> one : readers) {
            one.get();
        }
    }

    @Test
    void passesAFailureOnAndForgetsIt() {
        assertThatThrownBy(() -> reads.read("a", () -> {
                    throw new IllegalStateException("the database is gone");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the database is gone");

        assertThat(reads.read("a", () -> 1L)).isEqualTo(1);
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

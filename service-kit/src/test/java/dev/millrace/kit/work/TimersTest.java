package dev.millrace.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimersTest {

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final Timers timers = new Timers();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void outlivesARunThatFails() {
        timers.run("test", INTERVAL, () -> {
            throw new IllegalStateException("on purpose");
        });

        timers.run("test", INTERVAL, runs::incrementAndGet);

        assertThat(runs).hasValue(1);
    }

    @Test
    void interruptsTheRunUnderWayWhenTheServiceStopsAndBeginsNoOther() throws Exception {
        var begun = new CountDownLatch(1);
        var interruptedAfterwards = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            timers.run("test", INTERVAL, () -> {
                begun.countDown();
                new CountDownLatch(1).await();
            });
            interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
        });
        begun.await();

        timers.interruptAll();
        timers.run("test", INTERVAL, runs::incrementAndGet);

        assertThat(interruptedAfterwards.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(runs).hasValue(0);
    }

    @Test
    void leavesNoInterruptOnTheThreadOfARunThatDidNotNotice() throws Exception {
        var interruptedAfterwards = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            timers.run("test", INTERVAL, timers::interruptAll);
            interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
        });

        assertThat(interruptedAfterwards.get(10, TimeUnit.SECONDS)).isFalse();
    }
}

package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private final Workers workers = new Workers();

    @Test
    void endsAPauseWhenAskedToStop() throws InterruptedException { // #9.32
        var paused = new CountDownLatch(1);
        var whole = new AtomicBoolean(true);
        var ended = new CountDownLatch(1);
        workers.start("sleeper", () -> {
            paused.countDown();
            whole.set(workers.pause(Duration.ofHours(1)));
            ended.countDown();
        });
        assertThat(paused.await(10, TimeUnit.SECONDS)).isTrue();

        workers.askToStop();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(whole).isFalse();
        assertThat(workers.stopping()).isTrue();
    }

    @Test
    void pausesForTheWholeTimeOtherwise() throws InterruptedException {
        assertThat(workers.pause(Duration.ofMillis(1))).isTrue();
    }
}

package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StartProgressTest {

    private long now;
    private long bytes;
    private Duration work = Duration.ZERO;

    private final StartProgress progress = new StartProgress(
            new StartProgress.Source() {
                @Override
                public long logBytes() {
                    return bytes;
                }

                @Override
                public Duration work() {
                    return work;
                }
            },
            () -> now);

    @Test
    void sumsUpTheTimeInWhichNothingHappens() { // #9.32
        pass(Duration.ofSeconds(40));
        work = Duration.ofMillis(900); // it only woke up now and then
        pass(Duration.ofSeconds(40));

        assertThat(progress.stalledFor()).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void beginsAnewWithEachLineOfTheLogAndEachSecondOfWork() { // #9.32
        pass(Duration.ofHours(1));
        bytes = 80;
        assertThat(progress.stalledFor()).isZero();

        pass(Duration.ofHours(1));
        work = Duration.ofSeconds(1);
        assertThat(progress.stalledFor()).isZero();
    }

    private void pass(Duration time) {
        now += time.toNanos();
        progress.stalledFor();
    }
}

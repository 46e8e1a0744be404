package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeadwayTest {

    private long now;
    private long bytes;
    private Duration work = Duration.ZERO;

    private final Headway headway = new Headway(
            new Headway.Source() {
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

        assertThat(headway.stalledFor()).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void beginsAnewWithEachLineOfTheLogAndEachSecondOfWork() { // #9.32
        pass(Duration.ofHours(1));
        bytes = 80;
        assertThat(headway.stalledFor()).isZero();

        pass(Duration.ofHours(1));
        work = Duration.ofSeconds(1);
        assertThat(headway.stalledFor()).isZero();
    }

    private void pass(Duration time) {
        now += time.toNanos();
        headway.stalledFor();
    }
}

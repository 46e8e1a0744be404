package dev.millrace.sync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncBackoffTest {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "3, 4000", "9, 256000", "10, 300000", "1000, 300000"})
    void doublesUpToTheLongestWait(int failures, long millis) {
        assertThat(SyncBackoff.after(failures, FIRST, LONGEST, 1)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void spreadsOverTheLaterHalf() {
        assertThat(SyncBackoff.after(3, FIRST, LONGEST, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(SyncBackoff.after(3, FIRST, LONGEST, 0.5)).isEqualTo(Duration.ofSeconds(3));
    }
}

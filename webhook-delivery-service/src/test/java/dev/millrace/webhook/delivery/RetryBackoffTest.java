package dev.millrace.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBackoffTest {

    @ParameterizedTest
    @CsvSource({
        "1, 0.0, PT2.5S",
        "1, 1.0, PT5S",
        "2, 1.0, PT10S",
        "3, 0.5, PT15S",
        "10, 1.0, PT42M40S",
        "11, 1.0, PT1H",
        "11, 0.0, PT30M",
        "1000000, 1.0, PT1H"
    })
    void doublesUpToTheLongestWaitAndSpreads(int attempts, double random, Duration expected) {
        assertThat(RetryBackoff.after(attempts, Duration.ofSeconds(5), Duration.ofHours(1), random))
                .isEqualTo(expected);
    }
}

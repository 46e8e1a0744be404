package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class RateTest {

    @Test
    void boundsAShareByWilson() {
        // 10 of 100 is the usual example: 5.5 to 17.4 percent
        var rate = new Rate(10, 100);

        assertThat(rate.value()).hasValue(0.1);
        assertThat(rate.low().getAsDouble()).isCloseTo(0.05522914, offset(1e-8));
        assertThat(rate.high().getAsDouble()).isCloseTo(0.17436566, offset(1e-8));
    }

    @Test
    void isNotCertainOfZero() {
        var rate = new Rate(0, 5);

        assertThat(rate.low()).hasValue(0);
        assertThat(rate.high().getAsDouble()).isCloseTo(0.43448246, offset(1e-8));
    }

    @Test
    void hasNoValueForNothing() {
        assertThat(new Rate(0, 0).value()).isEmpty();
        assertThat(new Rate(0, 0).low()).isEmpty();
    }

    @Test
    void isNeverAboveOne() {
        assertThatThrownBy(() -> new Rate(3, 2)).hasMessageContaining("3 of 2 is no share");
    }
}

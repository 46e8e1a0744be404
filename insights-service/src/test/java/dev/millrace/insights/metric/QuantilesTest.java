package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.metric.Quantiles.Method;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    @Test
    void interpolatesBetweenTheTwoNeighbours() {
        var quantiles = Quantiles.of(List.of(40.0, 10.0, 30.0, 20.0), Method.CONTINUOUS);

        assertThat(quantiles.n()).isEqualTo(4);
        assertThat(quantiles.median()).hasValue(25.0);
        assertThat(quantiles.p75()).hasValue(32.5);
        assertThat(quantiles.p90().getAsDouble()).isEqualTo(37.0, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(quantiles.p95().getAsDouble()).isEqualTo(38.5, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void takesTheLowerNeighbourWhenAskedForDiscrete() {
        var quantiles = Quantiles.of(List.of(10.0, 20.0, 30.0, 40.0), Method.DISCRETE);

        assertThat(quantiles.median()).hasValue(20.0);
        assertThat(quantiles.p75()).hasValue(30.0);
        assertThat(quantiles.p95()).hasValue(30.0);
    }

    @Test
    void sortsNumbersAsNumbers() {
        assertThat(Quantiles.of(List.of(10.0, 9.0, 100.0), Method.CONTINUOUS).median())
                .hasValue(10.0);
    }

    @Test
    void knowsNoneOfNothingAndTheOneOfOne() {
        assertThat(Quantiles.of(List.of(), Method.CONTINUOUS))
                .isEqualTo(new Quantiles(
                        0,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
        assertThat(Quantiles.of(List.of(7.0), Method.CONTINUOUS).p95()).hasValue(7.0);
    }
}

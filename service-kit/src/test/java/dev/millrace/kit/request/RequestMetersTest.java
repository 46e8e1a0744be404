package dev.millrace.kit.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestMetersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void countsMethodsThatAClientMadeUpTogether() {
        meters.config().meterFilter(new RequestMeters.Methods());

        for (int i = 0; i < 100; i++) {
            meters.timer("http.server.requests", "method", "NONSENSE" + i, "status", "405")
                    .record(Duration.ofMillis(1));
        }
        meters.timer("http.server.requests", "method", "GET", "status", "200").record(Duration.ofMillis(1));

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getTag("method"))
                .containsExactlyInAnyOrder("GET", "OTHER");
        assertThat(meters.timer("http.server.requests", "method", "OTHER", "status", "405")
                        .count())
                .isEqualTo(100);
    } // #9.3

    @Test
    void leavesOtherMetersAlone() {
        meters.config().meterFilter(new RequestMeters.Methods());

        meters.counter("millrace.something", "method", "merge").increment();

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getTag("method"))
                .containsExactly("merge");
    }
}

package dev.millrace.kit.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServedTemplatesTest {

    private final ServedTemplates served = new ServedTemplates();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void countsRequestsOfPathsThatNoResourceHasTogether() {
        meters.config().meterFilter(served.templatesOnly());
        served.add("/api/teams/{team}");

        for (String uri : new String[] {
            "/api/teams/{team}",
            "/{git-http}",
            "NOT_FOUND",
            "/api/webhooks/" + "a".repeat(1_300),
            "/{team}/../x",
            "/x?y"
        }) {
            meters.timer("http.server.requests", "uri", uri).record(Duration.ofMillis(1));
        }

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getTag("uri"))
                .containsExactlyInAnyOrder("/api/teams/{team}", "/{git-http}", "NOT_FOUND", "/{unmatched}");
        assertThat(meters.timer("http.server.requests", "uri", "/{unmatched}").count())
                .isEqualTo(3);
    }

    @Test
    void leavesOtherMetersAlone() {
        meters.config().meterFilter(served.templatesOnly());

        meters.counter("millrace.something", "uri", "merge").increment();

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getTag("uri"))
                .containsExactly("merge");
    }
}

package dev.millrace.insights.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Platform;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RequestMetersIT {

    @Inject
    MeterRegistry meters;

    @Test
    void makesNoMeterForEveryMethodThatAClientThinksOf() {
        for (int i = 0; i < 5; i++) {
            given().request("NONSENSE" + i, "/api/insights/repositories");
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(methods()).contains("OTHER"));
        assertThat(methods()).noneMatch(method -> method.startsWith("NONSENSE"));
    } // #9.3

    private Set<String> methods() {
        return meters.find("http.server.requests").timers().stream()
                .map(timer -> String.valueOf(timer.getId().getTag("method")))
                .collect(Collectors.toSet());
    }
}

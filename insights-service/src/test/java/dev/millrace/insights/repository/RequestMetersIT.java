package dev.millrace.insights.repository;

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
                .untilAsserted(() -> assertThat(tags("method")).contains("OTHER"));
        assertThat(tags("method")).noneMatch(method -> method.startsWith("NONSENSE"));
    } // #9.3

    @Test
    void makesNoMeterForEveryPathThatNoRouteServes() {
        given().get("/api/insights/repositories").then().statusCode(401);
        given().put("/api/insights/deployments/" + "a".repeat(600) + "/commits")
                .then()
                .statusCode(405);
        given().get("/nothing/" + "a".repeat(600)).then().statusCode(404);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(tags("uri")).contains("/{unmatched}", "/api/insights/repositories"));
        assertThat(tags("uri")).noneMatch(path -> path.contains("aaaa"));
    }

    private Set<String> tags(String name) {
        return meters.find("http.server.requests").timers().stream()
                .map(timer -> String.valueOf(timer.getId().getTag(name)))
                .collect(Collectors.toSet());
    }
}

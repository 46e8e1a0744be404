package dev.millrace.gateway.route;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
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
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class RequestLabelIT {

    @Inject
    MeterRegistry meters;

    @Test
    void countsForwardedAndRejectedRequestsByServiceAndNotByPath() {
        given().get("/labelled/widgets.git/info/refs?service=git-upload-pack")
                .then()
                .statusCode(200);
        given().get("/api/repos/labelled-too/base").then().statusCode(200);
        given().urlEncodingEnabled(false).get("/labelled/../tricks.git").then().statusCode(400);
        given().urlEncodingEnabled(false).get("/labelled%00").then().statusCode(400);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(paths()).contains("/{git-http}", "/{rejected}"));
        assertThat(paths()).noneMatch(path -> path.contains("labelled"));
    }

    private Set<String> paths() {
        return meters.find("http.server.requests").timers().stream()
                .map(timer -> String.valueOf(timer.getId().getTag("uri")))
                .collect(Collectors.toSet());
    }
}

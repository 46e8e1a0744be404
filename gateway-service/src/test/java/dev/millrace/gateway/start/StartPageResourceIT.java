package dev.millrace.gateway.start;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class StartPageResourceIT {

    @Test
    void showsWhatIsRunningAndWhereToGo() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .body(containsString("git-http"))
                .body(containsString("<td class=\"ready\">ready</td>"))
                .body(containsString("<td class=\"waiting\">not reachable</td>"))
                .body(containsString("/webhooks/github"))
                .body(containsString("{\"slug\": \"acme\"}"));
    }

    @Test
    void isReadyWhateverTheServicesAre() {
        given().get("/q/health/ready").then().statusCode(200);
    }
}

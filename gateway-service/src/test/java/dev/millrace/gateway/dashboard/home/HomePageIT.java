package dev.millrace.gateway.dashboard.home;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class HomePageIT {

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @Test
    void showsTheSignInToWhoeverHasNoSession() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("style-src 'self'"))
                .body(containsString("<h1>Sign in</h1>"))
                .body(containsString("name=\"token\""));
    }

    @Test
    void showsAnAdministratorWhatIsRunning() {
        AdministratorAccess.administrator().get("/").then().statusCode(200).body(containsString("Create the team"));
    }

    @Test
    void isReadyWhateverTheServicesAre() {
        given().get(ready).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/openapi",
                "/q/health",
                "/q/metrics/x.git/info/refs",
                "/%71/metrics/x.git/info/refs",
                "/%71/openapi"
            })
    void showsNothingOfTheManagementAtThePublicPort(String path) { // #9.7
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(400)
                .body("error", containsString("have a port of their own"))
                .body(not(containsString("upstream")));
    }

    @Test
    void hasMetricsAndTheApiDescriptionAtItsManagementPort() { // #9.7
        given().get(ready.resolve("/q/metrics")).then().statusCode(200).body(containsString("jvm_"));
        given().get(ready.resolve("/q/openapi")).then().statusCode(200).body(containsString("/api/teams"));
    }
}

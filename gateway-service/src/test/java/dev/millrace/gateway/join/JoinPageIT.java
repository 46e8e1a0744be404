package dev.millrace.gateway.join;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class JoinPageIT {

    @Test
    void isWhereTheLinkOfAnInvitationLeads() {
        String link = AdministratorAccess.administrator()
                .body(Map.of("role", "viewer"))
                .post("/api/teams/" + TestPeople.team() + "/invitations")
                .then()
                .statusCode(201)
                .body("link", containsString("/join#"))
                .extract()
                .path("link");

        given().get(link.replaceAll("^https?://[^/]+|#.*", ""))
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .header("Cache-Control", equalTo("no-store"))
                .header("Content-Security-Policy", allOf(containsString("script-src 'self'"), not(containsString("*"))))
                .body(containsString("<script src=\"/join/join.js\""))
                .body(containsString("<form id=\"named\">"));
    }

    @Test
    void loadsItsScript() {
        given().get("/join/join.js")
                .then()
                .statusCode(200)
                .contentType(containsString("text/javascript"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(containsString("/api/invitations/accept"), endsWith("}\n"));
    }
}

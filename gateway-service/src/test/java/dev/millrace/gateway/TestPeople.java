package dev.millrace.gateway;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** Teams and their people, created through the API. */
public final class TestPeople {

    private TestPeople() {}

    /** A new team; returns its slug. */
    public static String team() {
        String slug = "team-" + UUID.randomUUID().toString().substring(0, 8);
        administrator().body(Map.of("slug", slug)).post("/api/teams").then().statusCode(201);
        return slug;
    }

    /** A new user who is a member of the team with this role. */
    public static Person join(String team, String role) {
        String secret = administrator()
                .body(Map.of("role", role))
                .post("/api/teams/" + team + "/invitations")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        var accepted = given().contentType(ContentType.JSON)
                .body(Map.of("secret", secret, "name", role + " of " + team))
                .post("/api/invitations/accept")
                .then()
                .statusCode(201)
                .extract();
        return new Person(accepted.path("user"), accepted.path("token"));
    }

    /** A request with this token. */
    public static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    /**
     * A user.
     *
     * @param id of the user
     * @param token an access token with everything that the role allows
     */
    public record Person(String id, String token) {

        /** A request of this user. */
        public RequestSpecification request() {
            return with(token);
        }
    }
}

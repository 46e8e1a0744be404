package dev.millrace.simulator.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.millrace.simulator.AppJwts;
import dev.millrace.simulator.Forge;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InstallationListIT {

    private final Forge forge = new Forge();
    private String jwt;
    private long installation;

    @BeforeEach
    void install() throws GeneralSecurityException, JoseException {
        jwt = AppJwts.create();
        forge.repository("web", true);
        installation = forge.install();
    }

    @Test
    void listsWhatChangedSinceATime() {
        Instant soon = Instant.now().plusSeconds(3_600);

        list(Map.of("since", "2020-01-01T00:00:00Z")).then().body("id", hasItem(installation));
        list(Map.of("since", soon.toString())).then().body("id", not(hasItem(installation)));
        assertThat(list(Map.of("since", "yesterday")).statusCode()).isEqualTo(422);
    }

    @Test
    void listsThoseThatHaveNotAcceptedThePermissions() {
        var other = new Forge();
        other.repository("web", true);
        long old = Forge.call(
                        "POST",
                        "/installations",
                        Map.of("account", other.organization(), "permissions", Map.of("metadata", "read")))
                .getLong("id");

        list(Map.of("outdated", "1")).then().body("id", hasItem(old)).body("id", not(hasItem(installation)));
    }

    @Test
    void answersAConditionalRequestWithoutABodyUntilSomethingChanges() {
        String tag = list(Map.of()).header("etag");

        conditional(tag).then().statusCode(304).body(emptyString());
        Forge.call("POST", "/installations/" + installation + "/suspend", Map.of());

        assertThat(conditional(tag).statusCode()).isEqualTo(200);
    }

    private Response list(Map<String, String> query) {
        return given().header("Authorization", "Bearer " + jwt)
                .queryParam("per_page", 100)
                .queryParams(query)
                .get("/app/installations");
    }

    private Response conditional(String tag) {
        return given().header("Authorization", "Bearer " + jwt)
                .header("If-None-Match", tag)
                .queryParam("per_page", 100)
                .get("/app/installations");
    }
}

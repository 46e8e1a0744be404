package dev.millrace.simulator.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.Forge;
import dev.millrace.simulator.HookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CollaboratorsIT {

    private final Forge forge = new Forge();
    private HookReceiver receiver;
    private String name;
    private long installation;

    @BeforeEach
    void install() {
        receiver = new HookReceiver(forge);
        name = forge.repository("web", true);
        installation = forge.install();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void listsThoseWithARoleAndTheOwnersOfTheOrganization() {
        grant("mona", "read");
        grant("lisa", "none");
        Forge.call("PUT", "/organizations/%s/members/olga".formatted(forge.organization()), Map.of("role", "admin"));

        JsonPath listed = given().header("Authorization", "Bearer " + forge.token(installation))
                .queryParam("affiliation", "all")
                .get("/repos/" + name + "/collaborators")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(listed.getList("login")).containsExactly("mona", "olga");
        assertThat(listed.getList("role_name")).containsExactly("read", "admin");
        assertThat(listed.getList("permissions.pull")).containsExactly(true, true);
    }

    @Test
    void announcesEachChangeOnce() {
        grant("mona", "read");
        grant("mona", "read");
        grant("mona", "write");
        grant("mona", "none");

        JsonPath removed =
                receiver.await("member", payload -> payload.getString("action").equals("removed"));

        assertThat(removed.getString("member.login")).isEqualTo("mona");
        assertThat(removed.getString("repository.full_name")).isEqualTo(name);
        assertThat(receiver.received("member"))
                .extracting(received -> received.payload().getString("action"))
                .containsExactly("added", "edited", "removed");
    }

    private void grant(String login, String role) {
        Forge.call("PUT", "/repositories/%s/collaborators/%s".formatted(name, login), Map.of("role", role));
    }
}

package dev.millrace.gateway.administrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class AdministratorCommandIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void leaveAValidTokenInTheFile() {
        command("rotate", "--file", AdministratorAccess.tokenFile().toString());
    }

    @Test
    void replacesTheTokenAndPrintsTheNewOneOnce() { // #9.6
        String before = AdministratorAccess.token();

        command("rotate");

        String token = printed.toString(StandardCharsets.UTF_8).strip();
        assertThat(token).matches("mra_[A-Za-z0-9_-]{43}");
        assertThat(status(token)).isEqualTo(204);
        assertThat(status(before)).isEqualTo(401);
        given().header("Authorization", "Bearer " + token)
                .get("/api/audit?limit=1")
                .then()
                .statusCode(200)
                .body("[0].action", equalTo("administrator.token.replaced"))
                .body("[0].actor", equalTo("administrator-token command"));
    }

    @Test
    void writesTheNewTokenOnlyToTheFileThatIsNamed() throws IOException { // #9.6
        Path file = AdministratorAccess.tokenFile();

        command("rotate", "--file", file.toString());

        String token = Files.readString(file).strip();
        assertThat(status(token)).isEqualTo(204);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(file.toString())
                .doesNotContain(token);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void createsNoSecondToken() { // #9.6
        String before = AdministratorAccess.token();

        assertThatThrownBy(() -> command("create"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already");

        assertThat(status(before)).isEqualTo(204);
    }

    @Test
    void printsItsUsage() {
        assertThatThrownBy(() -> command("delete"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("create|rotate");
    }

    private void command(String... arguments) {
        var config = ConfigProvider.getConfig();
        var environment = Map.of(
                "MILLRACE_DATABASE_URL", config.getValue("quarkus.datasource.jdbc.url", String.class),
                "MILLRACE_DATABASE_USER", config.getValue("quarkus.datasource.username", String.class),
                "MILLRACE_DATABASE_PASSWORD", config.getValue("quarkus.datasource.password", String.class));
        new AdministratorCommand(environment, Clock.systemUTC(), new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/administrator")
                .statusCode();
    }
}

package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.Payloads;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadRouteTest {

    @Test
    void sendsWhatHappensInARepositoryToTheRepository() {
        assertThat(route(Payloads.load("pull_request_opened"))).hasValueSatisfying(route -> {
            assertThat(route.recordKey("github.com")).isEqualTo("github.com:186853002");
            assertThat(route.action()).contains("opened");
            assertThat(route.repositoryName()).contains("Codertocat/Hello-World");
        });
    }

    @Test
    void sendsWhatHappensToAnInstallationToItsAccount() {
        assertThat(route(Payloads.load("installation_created")))
                .hasValueSatisfying(
                        route -> assertThat(route.recordKey("github.com")).isEqualTo("github.com:21031067"));
    }

    @Test
    void isNotMisledByIdsDeeperInside() {
        var route = route("""
                {"repository":{"owner":{"id":1},"id":2,"license":{"id":3}},"sender":{"id":4}}""".getBytes(UTF_8));

        assertThat(route.flatMap(PayloadRoute::repositoryId)).contains("2");
    }

    @Test
    void fallsBackToTheSenderAndThenToTheForge() {
        assertThat(key("{\"sender\":{\"id\":4}}")).contains("github.com:4");
        assertThat(key("{}")).contains("github.com");
    }

    @Test
    void leavesOutAnActionThatPostgresqlCouldNotStore() {
        assertThat(route("{\"action\":\"a\\u0000b\"}".getBytes(UTF_8)).flatMap(PayloadRoute::action))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "17", "{", "{} {}", "{\"a\":}", "null", "{\"a\":1,}"})
    void refusesWhatIsNotOneObject(String json) {
        assertThat(route(json.getBytes(UTF_8))).isEmpty();
    }

    private static Optional<String> key(String json) {
        return route(json.getBytes(UTF_8)).map(route -> route.recordKey("github.com"));
    }

    private static Optional<PayloadRoute> route(byte[] json) {
        return PayloadRoute.of(() -> new ByteArrayInputStream(json));
    }
}

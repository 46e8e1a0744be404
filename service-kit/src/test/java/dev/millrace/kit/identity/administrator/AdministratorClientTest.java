package dev.millrace.kit.identity.administrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdministratorClientTest {

    private final List<String> asked = new ArrayList<>();
    private HttpServer gateway;
    private AdministratorClient client;
    private volatile int answer = 204;
    private volatile Map<String, String> named = Map.of();

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            named.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        gateway.start();
        client = new AdministratorClient(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void letsPassWhomTheGatewayKnows() throws IOException {
        assertThat(client.require("Bearer mra_1"))
                .isEqualTo(new ActingAdministrator("administrator", Optional.empty()));

        assertThat(asked).containsExactly("/api/administrator Bearer mra_1");
    }

    @Test
    void learnsWhoTheAdministratorIs() throws IOException {
        UUID user = UUID.randomUUID();
        named = Map.of("X-Millrace-Actor", "M%C3%B8na+%26+Co", "X-Millrace-User", user.toString());

        assertThat(client.require("Bearer mra_1"))
                .isEqualTo(new ActingAdministrator("M\u00f8na & Co", Optional.of(user)));
    }

    @Test
    void refusesWhomTheGatewayRefuses() {
        answer = 401;

        assertThat(status("Bearer wrong")).isEqualTo(401);
    }

    @Test
    void makesNoRequestWithoutAToken() {
        assertThat(status(null)).isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void admitsNoCallerWhenTheGatewayFails() {
        answer = 500;
        assertThat(status("Bearer mra_1")).isEqualTo(502);
        answer = 200;
        assertThat(status("Bearer mra_1")).isEqualTo(502);
        gateway.stop(0);
        assertThat(status("Bearer mra_1")).isEqualTo(502);
    }

    private int status(String authorization) {
        var refused = new int[1];
        assertThatThrownBy(() -> client.require(authorization))
                .isInstanceOfSatisfying(MillraceException.class, e -> refused[0] = e.status());
        return refused[0];
    }
}

package dev.millrace.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.standalone.process.Launch;
import dev.millrace.standalone.process.ReservedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceProgramTest {

    private final ReservedPort port = ReservedPort.usual(0);
    private final ReservedPort managementPort = ReservedPort.usual(0);
    private final AtomicReference<String> address = new AtomicReference<>("http://127.0.0.1:1");
    private final AtomicReference<String> answered = new AtomicReference<>("");
    private HttpServer health;
    private ServiceProgram program;

    @BeforeEach
    void answerForHealth() throws IOException {
        health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        health.createContext("/q/health/ready", exchange -> {
            byte[] body = "{\"status\":\"UP\",\"checks\":[{\"name\":\"instance\",\"data\":{\"id\":\"%s\"}}]}"
                    .formatted(answered.get())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        health.start();
        var healthAddress = URI.create("http://127.0.0.1:" + health.getAddress().getPort());
        program = new ServiceProgram(Service.INGEST, port, managementPort, this::launchNow, _ -> healthAddress);
    }

    @AfterEach
    void stop() {
        health.stop(0);
        port.release();
        managementPort.release();
    }

    @Test
    void isReadyOnlyWhenTheAnswerIsThatOfThisVeryStart() { // #9.33
        String first = program.launch().environment().get("MILLRACE_INSTANCE");
        answered.set("another platform's");
        assertThat(program.isReady()).isFalse();

        answered.set(first);
        assertThat(program.isReady()).isTrue();

        String second = program.launch().environment().get("MILLRACE_INSTANCE");
        assertThat(second).isNotEqualTo(first);
        assertThat(program.isReady()).isFalse();
    }

    @Test
    void isOutdatedWhenAnAddressHasChangedSinceItsLaunch() { // #9.33
        assertThat(program.isOutdated()).isFalse();
        program.launch();
        assertThat(program.isOutdated()).isFalse();

        address.set("http://127.0.0.1:2");

        assertThat(program.isOutdated()).isTrue();
        program.launch();
        assertThat(program.isOutdated()).isFalse();
    }

    @Test
    void leavesEachPortThatAnotherProcessTook() throws IOException { // #9.33
        program.launch();
        int http = port.number();
        int management = managementPort.number();
        assertThat(program.leaveTakenPorts()).isFalse();

        try (var other = new ServerSocket(management, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThat(program.leaveTakenPorts()).isTrue();
        }

        assertThat(port.number()).isEqualTo(http);
        assertThat(managementPort.number()).isNotEqualTo(management);
    }

    private Launch launchNow() {
        return new Launch(
                "ingest",
                List.of("true"),
                Map.of("MILLRACE_URLS_PUBLIC", address.get()),
                Path.of("log"),
                Launch.StopSignal.TERM,
                0);
    }
}

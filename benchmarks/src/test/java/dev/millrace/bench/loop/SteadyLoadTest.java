package dev.millrace.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteadyLoadTest {

    private final AtomicInteger received = new AtomicInteger();
    private HttpServer server;
    private int status = 202;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.incrementAndGet();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsAsManyAsTheRateAsksFor() throws InterruptedException {
        SteadyLoad.Outcome outcome = load().measure(202, this::request);

        assertThat(received).hasValue(50);
        assertThat(outcome.latencies().count()).isEqualTo(50);
        assertThat(outcome.failures()).isZero();
    }

    @Test
    void countsWhatIsAnsweredOtherwise() throws InterruptedException {
        status = 503;

        SteadyLoad.Outcome outcome = load().measure(202, this::request);

        assertThat(outcome.failures()).isEqualTo(50);
        assertThat(outcome.latencies().count()).isEqualTo(50);
    }

    private SteadyLoad load() {
        return new SteadyLoad(HttpClient.newHttpClient(), 100, Duration.ofMillis(500));
    }

    private HttpRequest request() {
        var address = server.getAddress();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/"))
                .build();
    }
}

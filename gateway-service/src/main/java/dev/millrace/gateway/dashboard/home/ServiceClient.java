package dev.millrace.gateway.dashboard.home;

import dev.millrace.gateway.route.Upstream;
import dev.millrace.gateway.route.UpstreamAddresses;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks the services whether they are ready. */
@ApplicationScoped
class ServiceClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final UpstreamAddresses addresses;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    ServiceClient(UpstreamAddresses addresses) {
        this.addresses = addresses;
    }

    /** The state of every service, requested concurrently; returns within about a second. */
    List<ServiceState> states() {
        List<CompletableFuture<ServiceState>> asked =
                Stream.of(Upstream.values()).map(this::ask).toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<ServiceState> ask(Upstream upstream) {
        URI address = addresses.of(upstream);
        var request = HttpRequest.newBuilder(addresses.management(upstream).resolve("/q/health/ready"))
                .timeout(TIMEOUT)
                .build();
        return client.sendAsync(request, BodyHandlers.discarding()).handle((response, failure) -> {
            String state = failure != null ? "not reachable" : response.statusCode() == 200 ? "ready" : "not ready yet";
            return new ServiceState(upstream.label(), upstream.purpose(), address.toString(), state);
        });
    }

    /**
     * The state of a service.
     *
     * @param name its name
     * @param purpose what it does
     * @param address its address
     * @param state {@code ready}, {@code not ready yet} or {@code not reachable}
     */
    record ServiceState(String name, String purpose, String address, String state) {
        public boolean isReady() {
            return state.equals("ready");
        }
    }
}

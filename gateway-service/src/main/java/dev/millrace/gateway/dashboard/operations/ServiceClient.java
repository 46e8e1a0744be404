package dev.millrace.gateway.dashboard.operations;

import dev.millrace.gateway.route.ManagementAddresses;
import dev.millrace.gateway.route.Upstream;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks each instance of each service whether it is ready, and how far behind it is. */
@ApplicationScoped
class ServiceClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final ManagementAddresses addresses;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    ServiceClient(ManagementAddresses addresses) {
        this.addresses = addresses;
    }

    /** The state of every instance, requested concurrently; returns within about a second. */
    List<InstanceState> states() {
        List<CompletableFuture<InstanceState>> asked = Stream.of(Upstream.values())
                .flatMap(upstream -> addresses.of(upstream).stream().map(address -> ask(upstream, address)))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<InstanceState> ask(Upstream upstream, URI address) {
        CompletableFuture<String> state = client.sendAsync(
                        request(address, "/q/health/ready"), BodyHandlers.discarding())
                .handle((response, failure) ->
                        failure != null ? "not reachable" : response.statusCode() == 200 ? "ready" : "not ready yet");
        CompletableFuture<List<ConsumerLag>> lag = client.sendAsync(
                        request(address, "/q/metrics"), BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .thenApply(ConsumerLag::read)
                .exceptionally(failure -> List.of());
        return state.thenCombine(
                lag,
                (found, behind) ->
                        new InstanceState(upstream.label(), upstream.purpose(), address.getAuthority(), found, behind));
    }

    private static HttpRequest request(URI address, String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build();
    }

    /**
     * The state of an instance.
     *
     * @param service its name
     * @param purpose what it does
     * @param address of its health and metrics
     * @param state {@code ready}, {@code not ready yet} or {@code not reachable}
     * @param lag of its consumers, by topic
     */
    record InstanceState(String service, String purpose, String address, String state, List<ConsumerLag> lag) {

        public boolean isReady() {
            return state.equals("ready");
        }

        /** Records that its consumers have not processed yet. */
        public long behind() {
            return lag.stream().mapToLong(ConsumerLag::records).sum();
        }

        /** The topics of which it has not processed everything. */
        public List<ConsumerLag> behindIn() {
            return lag.stream().filter(each -> each.records() > 0).toList();
        }
    }
}

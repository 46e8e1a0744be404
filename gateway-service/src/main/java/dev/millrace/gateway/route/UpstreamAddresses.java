package dev.millrace.gateway.route;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The addresses of the services: {@code http://host:port}, without a path. */
@ApplicationScoped
public class UpstreamAddresses {

    private final Map<Upstream, URI> addresses = new EnumMap<>(Upstream.class);
    private final Map<Upstream, URI> management = new EnumMap<>(Upstream.class);
    private final URI publicAddress;

    /**
     * Checks the addresses.
     *
     * @param publicAddress address under which people, clients and forges reach the platform
     */
    UpstreamAddresses(
            @ConfigProperty(name = "millrace.urls.ingest", defaultValue = "http://localhost:8081") URI ingest,
            @ConfigProperty(name = "millrace.urls.git-http", defaultValue = "http://localhost:8082") URI gitHttp,
            @ConfigProperty(name = "millrace.urls.sync", defaultValue = "http://localhost:8083") URI sync,
            @ConfigProperty(name = "millrace.urls.pipeline", defaultValue = "http://localhost:8084") URI pipeline,
            @ConfigProperty(name = "millrace.urls.insights", defaultValue = "http://localhost:8085") URI insights,
            @ConfigProperty(name = "millrace.urls.webhook-delivery", defaultValue = "http://localhost:8086")
                    URI webhookDelivery,
            @ConfigProperty(name = "millrace.management.ingest", defaultValue = "http://localhost:9081")
                    URI ingestManagement,
            @ConfigProperty(name = "millrace.management.git-http", defaultValue = "http://localhost:9082")
                    URI gitHttpManagement,
            @ConfigProperty(name = "millrace.management.sync", defaultValue = "http://localhost:9083")
                    URI syncManagement,
            @ConfigProperty(name = "millrace.management.pipeline", defaultValue = "http://localhost:9084")
                    URI pipelineManagement,
            @ConfigProperty(name = "millrace.management.insights", defaultValue = "http://localhost:9085")
                    URI insightsManagement,
            @ConfigProperty(name = "millrace.management.webhook-delivery", defaultValue = "http://localhost:9086")
                    URI webhookDeliveryManagement,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        addresses.put(Upstream.INGEST, checked(ingest));
        addresses.put(Upstream.GIT_HTTP, checked(gitHttp));
        addresses.put(Upstream.SYNC, checked(sync));
        addresses.put(Upstream.PIPELINE, checked(pipeline));
        addresses.put(Upstream.INSIGHTS, checked(insights));
        addresses.put(Upstream.WEBHOOK_DELIVERY, checked(webhookDelivery));
        management.put(Upstream.INGEST, checked(ingestManagement));
        management.put(Upstream.GIT_HTTP, checked(gitHttpManagement));
        management.put(Upstream.SYNC, checked(syncManagement));
        management.put(Upstream.PIPELINE, checked(pipelineManagement));
        management.put(Upstream.INSIGHTS, checked(insightsManagement));
        management.put(Upstream.WEBHOOK_DELIVERY, checked(webhookDeliveryManagement));
        this.publicAddress = publicAddress;
    }

    /** The address of this service. */
    public URI of(Upstream upstream) {
        return Objects.requireNonNull(addresses.get(upstream));
    }

    /** The management address of this service, with its health; no request from outside is forwarded there. */
    public URI management(Upstream upstream) {
        return Objects.requireNonNull(management.get(upstream));
    }

    /** The gateway's public address. */
    public URI publicAddress() {
        return publicAddress;
    }

    private static URI checked(URI address) {
        boolean plain = "http".equals(address.getScheme())
                && address.getHost() != null
                && (address.getRawPath().isEmpty() || address.getRawPath().equals("/"));
        if (!plain) {
            throw new IllegalArgumentException("service address '%s' must be http://host:port".formatted(address));
        }
        return address;
    }
}

package dev.millrace.kit.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects requests that did not come through the gateway, where the operator wants that: before anything of them is read. The
 * management port is not affected.
 */
@ApplicationScoped
class RequireGateway {

    /** Before the handlers of Quarkus, which read bodies. */
    private static final int FIRST = Integer.MIN_VALUE;

    private final EarlyResponses responses;
    private final Optional<GatewayProof> proof;

    /**
     * Reads the key.
     *
     * @param required whether requests are accepted only through the gateway; addresses of services in other services'
     *     settings (millrace.urls.*) must name the gateway then
     * @param keyFile the public half of the platform's key, PEM; for every service
     */
    RequireGateway(
            EarlyResponses responses,
            @ConfigProperty(name = "millrace.http.require-gateway", defaultValue = "false") boolean required,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> keyFile,
            Clock clock) {
        this.responses = responses;
        this.proof = required
                ? Optional.of(new GatewayProof(
                        keyFile.orElseThrow(() -> new IllegalStateException(
                                "millrace.http.require-gateway needs millrace.platform.public-key-file")),
                        clock))
                : Optional.empty();
    }

    void onStart(@Observes Router router) {
        proof.ifPresent(wanted -> router.route().order(FIRST).handler(context -> check(context, wanted)));
    }

    private void check(RoutingContext context, GatewayProof wanted) {
        HttpServerRequest request = context.request();
        if (wanted.isIn(request.getHeader(GatewayToken.HEADER))) {
            context.next();
        } else {
            responses.send(request, 403, "this service accepts requests through the gateway only");
        }
    }
}

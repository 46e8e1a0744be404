package dev.millrace.kit.trace;

import dev.millrace.kit.http.GatewayProof;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.quarkus.opentelemetry.runtime.propagation.TextMapPropagatorCustomizer;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Accepts the trace context of an HTTP request only if the request came through the gateway. Any other caller could decide
 * what is sampled, and add spans to the traces of others; its request begins a trace of its own.
 */
@Singleton
final class TrustedCallers implements TextMapPropagatorCustomizer {

    private final boolean trustsAll;
    private final Optional<GatewayProof> gateway;

    /**
     * Reads the key.
     *
     * @param keyFile the public half of the platform's key, PEM; for every service
     */
    TrustedCallers(
            TraceConfig config,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> keyFile,
            Clock clock) {
        this.trustsAll = config.trustCallers();
        this.gateway = keyFile.map(file -> new GatewayProof(file, clock));
    }

    @Override
    public TextMapPropagator customize(Context context) {
        return trustsAll ? context.propagator() : new GatewayPropagator(context.propagator(), gateway);
    }
}

package dev.millrace.kit.trace;

import dev.millrace.kit.http.GatewayProof;
import dev.millrace.kit.http.GatewayToken;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the trace context to all requests, and reads it only from requests of the gateway. */
final class GatewayPropagator implements TextMapPropagator {

    private final TextMapPropagator format;
    private final Optional<GatewayProof> gateway;

    /**
     * @param format how the context is written
     * @param gateway recognizes the gateway; empty to accept the context of no request
     */
    GatewayPropagator(TextMapPropagator format, Optional<GatewayProof> gateway) {
        this.format = format;
        this.gateway = gateway;
    }

    @Override
    public Collection<String> fields() {
        return format.fields();
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
        format.inject(context, carrier, setter);
    }

    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        String token = getter.get(carrier, GatewayToken.HEADER);
        return gateway.filter(proof -> proof.isIn(token)).isPresent()
                ? format.extract(context, carrier, getter)
                : context;
    }
}

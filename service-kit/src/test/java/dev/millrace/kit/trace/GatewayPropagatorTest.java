package dev.millrace.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.http.GatewayProof;
import dev.millrace.kit.http.GatewayToken;
import dev.millrace.testing.TestPlatformKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayPropagatorTest {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private final GatewayPropagator propagator = new GatewayPropagator(
            W3CTraceContextPropagator.getInstance(),
            Optional.of(new GatewayProof(TestPlatformKey.publicKeyFile(), Clock.systemUTC())));

    @Test
    void acceptsTheContextOfTheGateway() {
        String token = new GatewayToken(Optional.of(TestPlatformKey.privateKeyFile()), Clock.systemUTC())
                .current()
                .orElseThrow();

        assertThat(traceOf(propagator, Map.of("traceparent", TRACEPARENT, GatewayToken.HEADER, token)))
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void acceptsTheContextOfNoOtherCaller() {
        var withoutKey = new GatewayPropagator(W3CTraceContextPropagator.getInstance(), Optional.empty());

        assertThat(traceOf(propagator, Map.of("traceparent", TRACEPARENT))).isEmpty();
        assertThat(traceOf(propagator, Map.of("traceparent", TRACEPARENT, GatewayToken.HEADER, "forged")))
                .isEmpty();
        assertThat(traceOf(withoutKey, Map.of("traceparent", TRACEPARENT, GatewayToken.HEADER, "any")))
                .isEmpty();
    }

    @Test
    void writesTheContextToEveryRequest() {
        Map<String, String> headers = new HashMap<>();

        propagator.inject(TraceParent.context(TRACEPARENT), headers, (to, name, value) -> to.put(name, value));

        assertThat(headers).containsEntry("traceparent", TRACEPARENT);
    }

    private static String traceOf(GatewayPropagator propagator, Map<String, String> headers) {
        var span = Span.fromContext(propagator.extract(Context.root(), headers, HEADERS))
                .getSpanContext();
        return span.isValid() ? span.getTraceId() : "";
    }
}

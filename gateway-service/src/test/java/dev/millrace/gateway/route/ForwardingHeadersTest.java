package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.route.ForwardingHeaders.Asker;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class ForwardingHeadersTest {

    private static final Asker ASKER = new Asker("192.0.2.7", "http", "millrace.example:8080");

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    @Test
    void dropsWhatIsForOneHopAndWhatConnectionNames() {
        headers.add("Connection", "keep-alive, X-Secret-Hop")
                .add("Keep-Alive", "timeout=5")
                .add("X-Secret-Hop", "1")
                .add("Transfer-Encoding", "chunked")
                .add("TE", "trailers")
                .add("Content-Type", "text/plain")
                .add("Authorization", "Bearer x");

        ForwardingHeaders.dropHopByHop(headers);

        assertThat(headers.names()).containsExactlyInAnyOrder("Content-Type", "Authorization");
    }

    @Test
    void dropsTheTraceContextOfTheClient() {
        headers.add("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .add("tracestate", "a=b")
                .add("Baggage", "team=acme")
                .add("Authorization", "Bearer x");

        ForwardingHeaders.dropTraceContext(headers);

        assertThat(headers.names()).containsExactly("Authorization");
    }

    @Test
    void replacesWhatAStrangerClaims() {
        headers.add("X-Forwarded-For", "10.0.0.1")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Host", "evil.example")
                .add("Forwarded", "for=10.0.0.1");

        ForwardingHeaders.setForwardedHeaders(headers, ASKER, false);

        assertThat(headers.get("X-Forwarded-For")).isEqualTo("192.0.2.7");
        assertThat(headers.get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(headers.get("X-Forwarded-Host")).isEqualTo("millrace.example:8080");
        assertThat(headers.contains("Forwarded")).isFalse();
    }

    @Test
    void believesAProxyThatIsTrusted() {
        headers.add("X-Forwarded-For", "203.0.113.9").add("X-Forwarded-Proto", "https");

        ForwardingHeaders.setForwardedHeaders(headers, ASKER, true);

        assertThat(headers.get("X-Forwarded-For")).isEqualTo("203.0.113.9, 192.0.2.7");
        assertThat(headers.get("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(headers.get("X-Forwarded-Host")).isEqualTo("millrace.example:8080");
    }

    @Test
    void readsEveryLineThatAProxyHasAdded() { // #9.4
        headers.add("X-Forwarded-For", "10.9.9.9").add("X-Forwarded-For", "203.0.113.9");

        ForwardingHeaders.setForwardedHeaders(headers, ASKER, true);

        assertThat(headers.getAll("X-Forwarded-For")).containsExactly("10.9.9.9, 203.0.113.9, 192.0.2.7");
    }

    @Test
    void keepsADecentRequestIdAndReplacesAnyOther() {
        headers.set("X-Request-Id", "abc-1");
        assertThat(ForwardingHeaders.requestId(headers)).isEqualTo("abc-1");

        headers.set("X-Request-Id", "a b\"c");
        assertThat(ForwardingHeaders.requestId(headers)).isNotEqualTo("a b\"c").isEqualTo(headers.get("X-Request-Id"));
    }
}

package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowCookieTest {

    @Test
    void isForThisHostOverTlsOnly() {
        var cookie = new FlowCookie(URI.create("https://millrace.example"));

        assertThat(cookie.set("state", "mrf_1", Duration.ofMinutes(10)))
                .isEqualTo(cookie.name("state") + "=mrf_1; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        assertThat(cookie.name("state")).matches("__Host-millrace-flow-[0-9a-f]{12}");
        assertThat(cookie.cleared("state"))
                .startsWith(cookie.name("state") + "=;")
                .contains("Max-Age=0");
    }

    @Test
    void hasAnotherNameOnTheLoopbackAddress() {
        var cookie = new FlowCookie(URI.create("http://localhost:8080"));

        assertThat(cookie.set("state", "mrf_1", Duration.ofMinutes(10)))
                .startsWith("millrace-flow-")
                .doesNotContain("Secure");
    }

    @Test
    void isAnotherOneForEachFlowOfABrowser() {
        var cookie = new FlowCookie(URI.create("https://millrace.example"));

        assertThat(cookie.name("one")).isEqualTo(cookie.name("one")).isNotEqualTo(cookie.name("another"));
    }

    @Test
    void removesTheFlowsThatABrowserHasLeftOpen() {
        var cookie = new FlowCookie(URI.create("https://millrace.example"));
        var names = new ArrayList<>(List.of("other", "__Host-millrace-session"));
        IntStream.range(0, 7).forEach(flow -> names.add(cookie.name("state " + flow)));
        assertThat(cookie.surplus(names)).isEmpty();

        names.add(cookie.name("one more"));

        assertThat(cookie.surplus(names)).hasSize(8).allMatch(header -> header.contains("Max-Age=0"));
    }

    @Test
    void isHiddenFromServices() {
        var headers = HttpHeaders.headers()
                .add("Cookie", "a=1; __Host-millrace-flow-1a2b=mrf_1; millrace-flow-3c=mrf_2; b=2");

        new SessionCookie(URI.create("https://millrace.example")).remove(headers);

        assertThat(headers.get("Cookie")).isEqualTo("a=1; b=2");
    }
}

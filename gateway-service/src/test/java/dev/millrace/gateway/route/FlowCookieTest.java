package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlowCookieTest {

    @Test
    void isForThisHostOverTlsOnly() {
        var cookie = new FlowCookie(URI.create("https://millrace.example"));

        assertThat(cookie.set("mrf_1", Duration.ofMinutes(10)))
                .isEqualTo("__Host-millrace-flow=mrf_1; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        assertThat(cookie.cleared()).contains("Max-Age=0");
    }

    @Test
    void hasAnotherNameOnTheLoopbackAddress() {
        var cookie = new FlowCookie(URI.create("http://localhost:8080"));

        assertThat(cookie.set("mrf_1", Duration.ofMinutes(10)))
                .startsWith("millrace-flow=mrf_1;")
                .doesNotContain("Secure");
    }

    @Test
    void isHiddenFromServices() {
        var headers = HttpHeaders.headers().add("Cookie", "a=1; __Host-millrace-flow=mrf_1; millrace-flow=mrf_2; b=2");

        new SessionCookie(URI.create("https://millrace.example")).remove(headers);

        assertThat(headers.get("Cookie")).isEqualTo("a=1; b=2");
    }
}

package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {

    private final SessionCookie cookie = new SessionCookie(URI.create("https://millrace.example"));

    @Test
    void isForThisHostAndTlsOnly() {
        assertThat(cookie.set("secret", Duration.ofHours(1)))
                .isEqualTo("__Host-millrace-session=secret; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"})
    void needsNoTlsOnTheLoopbackAddress(String address) {
        assertThat(new SessionCookie(URI.create(address)).set("secret", Duration.ofHours(1)))
                .startsWith("millrace-session=")
                .doesNotContain("Secure");
    }

    @Test
    void isTakenFromAmongOthers() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Cookie", "a=1; __Host-millrace-session=secret; b=2");

        assertThat(cookie.find(headers)).contains("secret");
        cookie.remove(headers);

        assertThat(headers.getAll("Cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void isNotTakenFromANameThatNoBrowserProtects() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Cookie", "millrace-session=planted");

        assertThat(cookie.find(headers)).isEmpty();
    }
}

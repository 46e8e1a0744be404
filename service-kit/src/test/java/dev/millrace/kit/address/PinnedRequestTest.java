package dev.millrace.kit.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinnedRequestTest {

    @Test
    void connectsToTheCheckedAddressUnderTheName() throws UnknownHostException {
        InetAddress checked = InetAddress.getByName("192.0.2.7");

        RequestOptions options = PinnedRequest.to(checked, HttpMethod.POST, URI.create("https://git.test./a%20b?c=d"));

        assertThat(options.getServer().hostAddress()).isEqualTo("192.0.2.7");
        assertThat(options.getServer().port()).isEqualTo(443);
        assertThat(options.getHost()).isEqualTo("git.test");
        assertThat(options.isSsl()).isTrue();
        assertThat(options.getURI()).isEqualTo("/a%20b?c=d");
        assertThat(options.getFollowRedirects()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"http://git.test, 80, false", "https://git.test, 443, true", "HTTPS://git.test:8443, 8443, true"})
    void takesThePortOfTheSchemeUnlessOneIsNamed(URI target, int port, boolean isSecure) {
        RequestOptions options = PinnedRequest.unpinned(HttpMethod.GET, target);

        assertThat(options.getPort()).isEqualTo(port);
        assertThat(options.isSsl()).isEqualTo(isSecure);
        assertThat(options.getURI()).isEqualTo("/");
        assertThat(options.getServer()).isNull();
    }
}

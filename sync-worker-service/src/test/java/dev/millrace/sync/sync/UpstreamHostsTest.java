package dev.millrace.sync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamHostsTest {

    private final UpstreamHosts hosts =
            new UpstreamHosts(URI.create("https://github.com"), URI.create("https://api.github.com"));

    @Test
    void givesTokensToTheConfiguredForge() {
        assertThat(hosts.mayHaveToken("https://github.com/acme/widgets.git")).isTrue();
        assertThat(hosts.mayHaveToken("https://GitHub.com:443/acme/widgets.git"))
                .isTrue();
    }

    @Test
    void takesOneAddressForBoth() {
        URI both = URI.create("http://127.0.0.1:8090");

        assertThat(new UpstreamHosts(both, both).mayHaveToken("http://127.0.0.1:8090/acme/widgets.git"))
                .isTrue();
    }

    @Test
    void takesTheNamesOfThisMachineForOneHost() {
        URI local = URI.create("http://127.0.0.1:8090");

        assertThat(new UpstreamHosts(local, local).mayHaveToken("http://localhost:8090/acme/widgets.git"))
                .isTrue();
        assertThat(new UpstreamHosts(local, local).mayHaveToken("http://localhost:8091/acme/widgets.git"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/acme/widgets.git",
                "http://github.com/acme/widgets.git",
                "https://github.com:444/acme/widgets.git",
                "https://github.com.evil.example/acme/widgets.git",
                "https://github.com@evil.example/acme/widgets.git",
                "https://user:secret@github.com/acme/widgets.git",
                "file:///etc/passwd",
                "ext::sh -c id",
                "",
                "not an address"
            })
    void givesNoTokenToAnybodyElse(String address) {
        assertThat(hosts.mayHaveToken(address)).isFalse();
    }
}

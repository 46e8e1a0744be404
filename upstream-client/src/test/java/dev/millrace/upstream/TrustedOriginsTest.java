package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedOriginsTest {

    private final TrustedOrigins origins =
            new TrustedOrigins(URI.create("https://github.com"), URI.create("https://api.github.com"));

    @Test
    void containsTheConfiguredForge() {
        assertThat(contains(origins, "https://github.com/acme/widgets.git")).isTrue();
        assertThat(origins.mayReceiveToken(URI.create("https://github.com/acme/widgets.git")))
                .isTrue();
        assertThat(contains(origins, "https://GitHub.com:443/acme/widgets.git")).isTrue();
    }

    @Test
    void acceptsOneAddressForBoth() {
        URI both = URI.create("http://127.0.0.1:8090");

        assertThat(contains(new TrustedOrigins(both, both), "http://127.0.0.1:8090/acme/widgets.git"))
                .isTrue();
    }

    @Test
    void treatsTheNamesOfThisMachineAsOneHostForTokensOnly() {
        URI local = URI.create("http://127.0.0.1:8090");
        var origins = new TrustedOrigins(local);
        URI alias = URI.create("http://localhost:8090/acme/widgets.git");

        assertThat(origins.mayReceiveToken(alias)).isTrue();
        assertThat(origins.contains(alias)).isFalse();
        assertThat(origins.mayReceiveToken(URI.create("http://localhost:8091/acme/widgets.git")))
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
                "",
                "/acme/widgets.git"
            })
    void containsNoOtherHost(String address) {
        assertThat(contains(origins, address)).isFalse();
        assertThat(origins.mayReceiveToken(URI.create(address))).isFalse();
    }

    private static boolean contains(TrustedOrigins origins, String address) {
        return origins.contains(URI.create(address));
    }
}

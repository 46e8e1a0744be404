package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.ForgeHost;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedOriginsTest {

    private final TrustedOrigins origins = new TrustedOrigins(() -> List.of(ForgeHost.gitHub("github.com")));

    @Test
    void containsTheConfiguredForge() {
        assertThat(contains(origins, "https://github.com/acme/widgets.git")).isTrue();
        assertThat(origins.tokenReceiver(URI.create("https://github.com/acme/widgets.git")))
                .contains(ForgeHost.gitHub("github.com"));
        assertThat(contains(origins, "https://GitHub.com:443/acme/widgets.git")).isTrue();
    }

    @Test
    void acceptsOneAddressForBoth() {
        assertThat(contains(local(), "http://127.0.0.1:8090/acme/widgets.git")).isTrue();
    }

    @Test
    void treatsTheNamesOfThisMachineAsOneHostForTokensOnly() {
        TrustedOrigins origins = local();
        URI alias = URI.create("http://localhost:8090/acme/widgets.git");

        assertThat(origins.tokenReceiver(alias)).isPresent();
        assertThat(origins.contains(alias)).isFalse();
        assertThat(origins.tokenReceiver(URI.create("http://localhost:8091/acme/widgets.git")))
                .isEmpty();
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
        assertThat(origins.tokenReceiver(URI.create(address))).isEmpty();
    }

    @Test
    void knowsWhichOfSeveralForgesAnAddressIsAt() {
        var origins =
                new TrustedOrigins(() -> List.of(ForgeHost.gitHub("github.com"), ForgeHost.gitHub("ghe.example.org")));

        assertThat(origins.tokenReceiver(URI.create("https://ghe.example.org/acme/widgets.git")))
                .map(ForgeHost::instance)
                .contains("ghe.example.org");
    }

    private static TrustedOrigins local() {
        URI both = URI.create("http://127.0.0.1:8090");
        return new TrustedOrigins(() -> List.of(new ForgeHost("forge.test", both, both)));
    }

    private static boolean contains(TrustedOrigins origins, String address) {
        return origins.contains(URI.create(address));
    }
}

package dev.millrace.ingest.forge.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoriesTest {

    @ParameterizedTest
    @CsvSource({
        "https://git.test/sub/acme/tool.git,https://git.test/sub/acme/tool.git",
        "http://GIT.test/acme/tool.git,https://git.test/acme/tool.git",
        "https://user@git.test/acme/tool.git,https://git.test/acme/tool.git",
        "https://elsewhere.test/victim/other.git,https://git.test/acme/tool.git",
        "https://git.test:8443/acme/tool.git,https://git.test/acme/tool.git",
        "'not an address',https://git.test/acme/tool.git",
    })
    void namesAnAddressAtTheHostThatIsConnected(String given, String expected) {
        assertThat(address("acme/tool", given)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tool", "/tool", "acme/", "acme//tool", "acme/to ol", "acme/tool?x", "acme/\u0000", "a\nb/c"})
    void refusesANameThatIsNotOwnerAndName(String name) {
        assertThatThrownBy(() -> address(name, "")).hasMessageContaining("is not owner/name");
    }

    @Test
    void acceptsSubgroupsAndTildes() {
        assertThat(address("acme/group/tool", "")).isEqualTo("https://git.test/acme/tool.git");
        assertThat(address("~ada/tool", "")).isEqualTo("https://git.test/acme/tool.git");
    }

    private static String address(String name, String cloneUrl) {
        return Repositories.of(
                        "git.test", "1", name, Optional.of(cloneUrl), "/acme/tool.git", Optional.empty(), false, false)
                .cloneUrl();
    }
}

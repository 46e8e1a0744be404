package dev.millrace.pipeline.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmodulesTest {

    private static final UpstreamName OF = new UpstreamName("github.com", "acme/widgets");

    @ParameterizedTest
    @CsvSource({
        "https://github.com/other/lib.git, github.com, other/lib",
        "https://GitHub.com/other/lib/, github.com, other/lib",
        "https://user:secret@github.com/other/lib, github.com, other/lib",
        "https://git.example:8443/a/b/c.git, git.example:8443, a/b/c",
        "ssh://git@github.com:22/other/lib.git, github.com, other/lib",
        "git@github.com:other/lib.git, github.com, other/lib",
        "git://github.com/other/lib, github.com, other/lib",
        "../lib.git, github.com, acme/lib",
        "../../other/lib, github.com, other/lib",
        "./../lib, github.com, acme/lib"
    })
    void anAddressMeansARepositoryAtAForge(String address, String instance, String name) {
        assertThat(OF.resolve(address)).contains(new UpstreamName(instance, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/srv/git/lib.git",
                "file:///srv/git/lib.git",
                "ext::sh -c id",
                "https://github.com/lib",
                "https:///other/lib",
                "../../../../x/y",
                "ftp://github.com/other/lib",
                "-oProxyCommand=id",
                "https://github.com/ot her/lib"
            })
    void otherAddressesMeanNone(String address) {
        assertThat(OF.resolve(address)).isEmpty();
    }

    @Test
    void areLinksOfTheIndexWithAnAddress() {
        Map<String, String> addresses =
                Submodule.addresses("submodule.a.b.path\nlibs/a\0submodule.a.b.url\n../a\0submodule.c.path\nc\0"
                        + "submodule.c.branch\nmain\0submodule.d.url\n../d\0core.bare\ntrue\0submodule.path\nx\0");
        String sha = "0123456789012345678901234567890123456789";

        assertThat(addresses).isEqualTo(Map.of("libs/a", "../a"));
        assertThat(Submodule.of(addresses, "160000 %1$s 0\tlibs/a\000100644 %1$s 0\tlibs/b\0".formatted(sha)))
                .containsExactly(new Submodule("libs/a", "../a", sha));
        assertThat(Submodule.of(addresses, "100644 %s 0\tlibs/a\0".formatted(sha)))
                .isEmpty();
    }
}

package dev.millrace.git.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "widgets",
                "acme/widgets",
                "a/b/c/d",
                "Acme/Widgets.js",
                ".github",
                "acme/.github",
                "acme/a..b",
                "acme/...",
                "acme/widgets.git2",
                "acme/git",
                "with space",
                "höhe/größe",
                "ephemeral+x",
                "a>b & 'c'",
                "مشروع"
            })
    void acceptsWhatAnAddressCanCarry(String name) {
        assertThat(new RepositoryName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/acme",
                "acme/",
                "acme//widgets",
                ".",
                "..",
                "acme/../other",
                "acme/./widgets",
                "../../etc/passwd",
                "acme/widgets.git",
                "acme/widgets+ephemeral",
                "acme/widgets+import",
                "acme#1",
                "acme?x=1",
                "acme%2e%2e",
                "acme\\widgets",
                "acme\u0000widgets",
                "acme\nwidgets",
                "acme\u007fwidgets",
                // #9.10: nothing to see, markup, blanks at an end, and names that show as others
                " ",
                "\u3000",
                "\u200B",
                "\u2800",
                "acme/\u0301",
                "<b>",
                " acme",
                "acme ",
                "acme/ widgets",
                "acme /widgets",
                "acme\u00A0",
                "ac\u200Bme",
                "acme/\u202Egnp.exe",
                "acme\u2066",
                "\uFEFFacme"
            })
    void refusesWhatWouldBreakAnAddressOrLeaveIt(String name) {
        assertThatThrownBy(() -> new RepositoryName(name)).isInstanceOfSatisfying(MillraceException.class, refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).contains("repository_name_invalid");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ö"})
    void countsBytesAndNotCharacters(String letter) {
        int bytes = letter.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;

        assertThat(new RepositoryName(letter.repeat(255 / bytes)).value()).isNotEmpty();
        assertThatThrownBy(() -> new RepositoryName(letter.repeat(255 / bytes + 1)))
                .hasMessageContaining("longer than 255 bytes");
    }
}

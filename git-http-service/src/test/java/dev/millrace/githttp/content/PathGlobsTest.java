package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.js src/a.js true",
                "*.js src/a.jsx false",
                "src/*.js src/a.js true",
                "src/*.js src/lib/a.js false",
                "src/**/*.js src/a.js true",
                "src/**/*.js src/lib/x/a.js true",
                "docs docs/a/b.md true",
                "docs/ docs/a/b.md true",
                "docs other/docs/b.md true",
                "/docs/a docs/a/b true",
                "docs/a other/docs/a false",
                "**/test x/y/test true",
                "?.md a.md true",
                "?.md ab.md false",
                "[a-c].md b.md true",
                "[!a-c].md b.md false",
                "*.{js,ts} x/a.ts true",
                "*.{js,ts} x/a.tsx false",
                "a+b(c) a+b(c) true",
                "a.b axb false"
            })
    void matches(String glob, String path, boolean isIncluded) {
        assertThat(PathGlobs.of(List.of(glob), List.of()).includes(path)).isEqualTo(isIncluded);
        assertThat(PathGlobs.of(List.of(), List.of(glob)).includes(path)).isEqualTo(!isIncluded);
    }

    @Test
    void excludesWhatIsIncludedToo() {
        var globs = PathGlobs.of(List.of("src"), List.of("*.min.js"));

        assertThat(globs.includes("src/a.js")).isTrue();
        assertThat(globs.includes("src/a.min.js")).isFalse();
        assertThat(globs.includes("a.js")).isFalse();
        assertThat(PathGlobs.ALL.includes("anything")).isTrue();
    }

    @Test
    void refusesTooManyAndTooLong() {
        assertThatThrownBy(() -> PathGlobs.of(Collections.nCopies(101, "*"), List.of()))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("101");
        assertThatThrownBy(() -> PathGlobs.of(List.of("x".repeat(501)), List.of()))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("501");
        assertThatThrownBy(() -> PathGlobs.of(List.of("[z-a]"), List.of()))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("[z-a]");
    }
}

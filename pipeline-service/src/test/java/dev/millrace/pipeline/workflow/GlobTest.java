package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "main, main, true",
        "main, main2, false",
        "main, mai, false",
        "Main, main, false",
        "release/*, release/1, true",
        "release/*, release/, true",
        "release/*, release/1/hot, false",
        "release/**, release/1/hot, true",
        "*, topic, true",
        "*, feature/x, false",
        "**, feature/x, true",
        "v?.0, v1.0, true",
        "v?.0, v10.0, false",
        "a?b, a/b, false",
        "v1.*, v1x0, false",
        "**/pom.xml, pom.xml, true",
        "**/pom.xml, a/b/pom.xml, true",
        "**/pom.xml, a/mypom.xml, false",
        "src/**/test/*.java, src/test/A.java, true",
        "src/**/test/*.java, src/a/b/test/A.java, true",
        "src/**/test/*.java, src/atest/A.java, false",
        "src/**, src, false",
        "src/**, src/a, true",
        "a**z, a/b/z, true",
        "*.md, README.md, true",
        "*.md, docs/README.md, false",
        "**.md, docs/README.md, true",
        "[a], a, false",
        "{a}, {a}, true"
    })
    void matches(String pattern, String text, boolean expected) {
        assertThat(Glob.matches(pattern, text)).isEqualTo(expected);
    }

    @Test
    void matchesNothingButTheEmptyTextWithAnEmptyPattern() {
        assertThat(Glob.matches("", "")).isTrue();
        assertThat(Glob.matches("", "a")).isFalse();
        assertThat(Glob.matches("**", "")).isTrue();
        assertThat(Glob.matches("?", "")).isFalse();
    }

    @Test
    void takesNoLongerForAPatternThatBacktrackingWouldTryInBillionsOfWays() {
        String pattern = "**a".repeat(60) + "b";
        String text = "a".repeat(4000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(Glob.matches(pattern, text)).isFalse());
    }
}

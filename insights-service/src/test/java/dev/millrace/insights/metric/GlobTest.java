package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "prod-*, PROD-eu, true",
        "prod-*, production, false",
        "*, anything/at all, true",
        "acme/*, acme/widgets, true",
        "acme/*, umbrella/acme/x, false",
        "eu-?, eu-1, true",
        "eu-?, eu-12, false",
        "*-bot*, release-bot@example.org, true",
    })
    void matchesNames(String pattern, String name, boolean expected) {
        assertThat(Glob.ofName(pattern).matches(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "api/**, api/a/b.java, true",
        "api/**, apis/a.java, false",
        "api/*, api/a.java, true",
        "api/*, api/a/b.java, false",
        "api/, api/a/b.java, true",
        "**/pom.xml, pom.xml, true",
        "**/pom.xml, a/b/pom.xml, true",
        "**/pom.xml, a/xpom.xml, false",
        "libs/**/api/*.java, libs/api/A.java, true",
        "libs/**/api/*.java, libs/x/y/api/A.java, true",
        "libs/**/api/*.java, libs/x/api/y/A.java, false",
        "API/*, api/a.java, false",
        "a?c, abc, true",
        "a?c, a/c, false",
    })
    void matchesPaths(String pattern, String path, boolean expected) {
        assertThat(Glob.ofPath(pattern).matches(path)).isEqualTo(expected);
    }

    @Test
    void takesNoLongerForAPatternThatMayMatchInManyWays() {
        Glob glob = Glob.ofName("*a".repeat(90) + "b");

        // with backtracking, this would not end
        assertThat(glob.matches("a".repeat(1_000))).isFalse();
    }
}

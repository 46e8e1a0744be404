package dev.millrace.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.report.Annotation.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchProblemsTest {

    @TempDir
    Path root;

    private MatchProblems problems;

    @BeforeEach
    void checkOut() {
        problems = new MatchProblems(ReportFiles.checkout(root, "src/Foo.java", "main.c", "web/app.js", "a b.c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "[ERROR] ROOT/src/Foo.java:[12,34] cannot find symbol; src/Foo.java; 12; FAILURE; cannot find symbol; ",
                "[WARNING] /anywhere/checkout/src/Foo.java:[3,1] [deprecation] x is deprecated; src/Foo.java; 3; WARNING; [deprecation] x is deprecated; ",
                "src/Foo.java:7: error: ')' expected; src/Foo.java; 7; FAILURE; ')' expected; ",
                "src/Foo.java:7: warning: [unchecked] unchecked cast; src/Foo.java; 7; WARNING; [unchecked] unchecked cast; ",
                "main.c:3:10: fatal error: foo.h: No such file; main.c; 3; FAILURE; foo.h: No such file; ",
                "./main.c:5:2: warning: unused variable 'x' [-Wunused-variable]; main.c; 5; WARNING; unused variable 'x' [-Wunused-variable]; -Wunused-variable",
                "main.c:5: Error: something; main.c; 5; FAILURE; something; ",
                "ROOT/web/app.js:1:10: 'x' is not defined. [Error/no-undef]; web/app.js; 1; FAILURE; 'x' is not defined.; no-undef",
                "web/app.js:2:1: Unexpected console. [Warning/no-console]; web/app.js; 2; WARNING; Unexpected console.; no-console",
                "a b.c:1:1: error: blank in name; a b.c; 1; FAILURE; blank in name; "
            })
    void readsWhatToolsWrite(String line, String path, int number, Level level, String message, String title) {
        Optional<Annotation> found = problems.in(line.replace("ROOT", root.toString()));

        assertThat(found).contains(new Annotation(path, number, level, message, Optional.ofNullable(title)));
    }

    @Test
    void readsRowsOfEslintBelowTheirFile() {
        List<Annotation> found = new ArrayList<>();
        for (String line : List.of(
                "",
                root + "/web/app.js",
                "  12:5   error    'x' is not defined   no-undef",
                "  13:1   warning  Unexpected console",
                "",
                "  14:1   error    of no file   rule",
                "✖ 2 problems")) {
            problems.in(line).ifPresent(found::add);
        }

        assertThat(found)
                .containsExactly(
                        new Annotation("web/app.js", 12, Level.FAILURE, "'x' is not defined", Optional.of("no-undef")),
                        new Annotation("web/app.js", 13, Level.WARNING, "Unexpected console", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main.c:0:1: error: no such line",
                "missing.c:1:1: error: no such file",
                "/usr/include/stdio.h:1: error: of the system",
                "../outside.c:1: error: above",
                "main.c:1:1: note: declared here",
                "main.c:12345678:1: error: too long",
                "main.c: error: without a line",
                "src:1: error: a folder",
                "[INFO] src/Foo.java:[1,1] information",
                "12:00:01: error: a time",
                ""
            })
    void findsNothingElse(String line) {
        assertThat(problems.in(line)).isEmpty();
    }

    @Test
    void takesTimeInProportionToTheLine() {
        List<String> hostile = List.of(
                "a:".repeat(1_000),
                "main.c:1:1: " + " ".repeat(1_980),
                "main.c:1: error " + "[(".repeat(990),
                "[ERROR] " + "a".repeat(1_990),
                " ".repeat(1_000) + "1:1 " + " ".repeat(990),
                "a.c:1:1: " + "[Error/".repeat(280));

        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            for (int round = 0; round < 200; round++) {
                hostile.forEach(problems::in);
            }
        });
    }
}

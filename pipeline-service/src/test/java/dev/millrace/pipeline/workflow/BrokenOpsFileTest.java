package dev.millrace.pipeline.workflow;

import static dev.millrace.pipeline.workflow.ReadOpsFileTest.HEAD;
import static dev.millrace.pipeline.workflow.ReadOpsFileTest.JOBS;
import static dev.millrace.pipeline.workflow.ReadOpsFileTest.onlyPipeline;
import static dev.millrace.pipeline.workflow.ReadOpsFileTest.read;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.OpsSamples.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are wrong, or made to exhaust the service: which messages the author gets, and what they cannot do. */
class BrokenOpsFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"\\0", "\\uD800", "\\x00"})
    void refusesTextThatNoProcessOrDatabaseTakes(String escaped) {
        OpsFileOutcome step = read(HEAD + "    jobs:\n      - {name: j, steps: [\"a" + escaped + "\"]}\n");
        OpsFileOutcome variable = read(HEAD + "    env: {static: [\"A=" + escaped + "\"]}\n" + JOBS);

        assertThat(List.of(step, variable))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Broken.class,
                                broken -> assertThat(broken.reason()).contains("must not hold NUL")));
    } // #9.BR-23

    @Test
    void refusesAPipelineNameThatIsTooLongForACheck() {
        assertThat(onlyPipeline(HEAD.replace("name: a:1", "name: " + "a".repeat(100) + ":1") + JOBS)
                        .name())
                .hasSize(100);
        assertThat(read(HEAD.replace("name: a:1", "name: " + "a".repeat(101) + ":1") + JOBS))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.reason())
                                .contains("must have 1 to 100 letters")
                                .hasSizeLessThan(250));
    } // #9.BR-23

    @ParameterizedTest
    @MethodSource("longQuotes")
    void quotesOnlyTheBeginningOfALongValue(String file) {
        assertThat(read(file))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.reason()).hasSizeLessThan(1_100));
    } // #9.BR-23

    static Stream<String> longQuotes() {
        String text = "q".repeat(100_000);
        return Stream.of(
                "version: " + text + "\n",
                HEAD + "    events: [\"" + text + "\"]\n" + JOBS,
                HEAD + "    events: [\"github:a/b:" + text + "\"]\n" + JOBS,
                HEAD + "    env: {static: [" + text + "]}\n" + JOBS,
                HEAD + "    env: {static: [\"-" + text + "=1\"]}\n" + JOBS,
                HEAD + "    " + text + ": 1\n    " + text + ": 1\n" + JOBS,
                HEAD + "    env: *" + text + "\n" + JOBS,
                HEAD + "    jobs: [{name: " + text + "}]\n");
    }

    @Test
    void isNotBroughtDownByOneLongTextWithManyAliases() {
        // 90 KB that 40,000 steps stand for, 3.6 GB in all
        var file = new StringBuilder(HEAD).append("    jobs:\n");
        for (int job = 0; job < 200; job++) {
            String first = job == 0 ? "&s " + "s".repeat(90_000) : "*s";
            file.append("      - {name: j%d, steps: [%s%s]}\n".formatted(job, first, ", *s".repeat(199)));
        }

        assertThat(read(file.toString()))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.reason()).contains("when its aliases are followed"));
    } // #9.27

    @Test
    void isNotBroughtDownByMergesThatMultiply() {
        var file = new StringBuilder("version: \"1\"\nm0: &m0 {");
        for (int key = 0; key < 5_000; key++) {
            file.append("k%d: v, ".formatted(key));
        }
        file.append("z: v}\n");
        for (int level = 1; level < 5; level++) {
            String below = "*m%d, ".formatted(level - 1).repeat(10);
            file.append("m%d: &m%d {<<: [%s]}\n".formatted(level, level, below));
        }

        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> read(file + "pipelines: [{<<: [" + "*m4, ".repeat(9) + "]}]\n"));
    } // #9.27

    @Test
    void isNotBroughtDownByMatricesThatMultiply() {
        var wide = new StringBuilder(HEAD).append("    jobs:\n");
        for (int job = 0; job < 200; job++) {
            wide.append("      - {name: j%d, needs: [], matrix: {A: [%s]}, steps: [s]}\n".formatted(job, numbers(50)));
        }
        String deep = "      - name: j\n        matrix: {%s}\n        steps: [s]\n"
                .formatted(IntStream.range(0, 10)
                        .mapToObj(axis -> "A%d: [%s]".formatted(axis, numbers(150)))
                        .collect(joining(", ")));
        String large =
                "      - {name: j, matrix: {A: [%s]}, steps: [%s]}\n".formatted(numbers(50), "s".repeat(100_000));

        assertThat(reason(wide.toString())).contains("more than 200 jobs when its matrices are expanded");
        assertThat(reason(HEAD + "    jobs:\n" + deep)).contains("is too large; at most 50 are allowed");
        assertThat(reason(HEAD + "    jobs:\n" + large)).contains("and its matrices expanded");
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(joining(", "));
    }

    private static String reason(String file) {
        OpsFileOutcome outcome = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> read(file));
        return outcome instanceof Broken broken ? broken.reason() : "valid";
    }

    /** Whatever a file contains, its author gets an outcome. */
    @Test
    void readsFilesThatWereChangedAnywhere() {
        var random = new Random(57);
        String alphabet = "[]{}:,-#&*!|>'\"%@`~?<$ \n\tx0=(";
        for (Sample sample : OpsSamples.in("")) {
            byte[] file = sample.bytes();
            for (int round = 0; round < 100; round++) {
                byte[] changed = file.clone();
                for (int change = 0; change <= round % 3; change++) {
                    changed[random.nextInt(changed.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
                }
                assertThatCode(() -> ReadOpsFile.read(changed))
                        .as(new String(changed, StandardCharsets.UTF_8))
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("brokenFiles")
    void reportsWhereAFileIsBrokenAndWhy(String file, int line, int column, String reason) {
        OpsFileOutcome outcome = read(file);

        assertThat(outcome).isInstanceOfSatisfying(Broken.class, broken -> {
            assertThat(broken.reason()).contains(reason);
            assertThat(List.of(broken.line(), broken.column())).containsExactly(line, column);
        });
    }

    static Stream<Arguments> brokenFiles() {
        return Stream.concat(
                brokenPipelines(),
                Stream.of(
                        arguments("", 1, 1, "ops.yml is empty"),
                        arguments("- a\n", 1, 1, "ops.yml must be a mapping, not a list"),
                        arguments("pipelines: []\n", 1, 1, "ops.yml needs 'version'"),
                        arguments("version: \"2\"\npipelines: []\n", 1, 10, "version '2' is unknown"),
                        arguments("version: \"1\"\n", 1, 1, "needs one of 'pipelines'"),
                        arguments(
                                "version: \"1\"\npipelines: x\n",
                                2,
                                12,
                                "'pipelines' of ops.yml must be a list, not text"),
                        arguments("version: \"1\"\npipelines:\n  - name: a\n", 3, 11, "pipeline 'a' needs a version"),
                        arguments("version: \"1\"\npipelines:\n  - name: a b:1\n", 3, 11, "must have 1 to 100 letters"),
                        arguments("version: \"1\"\npipelines:\n  - name: a:-\n", 3, 11, "must start with a letter"),
                        arguments(
                                "version: \"1\"\npipelines:\n  - name: a:1\n", 3, 5, "a pipeline needs 'description'"),
                        arguments("version: \"1\"\npipelines:\n\t- name: a\n", 3, 1, "not YAML"),
                        arguments("version: \"1\n", 2, 1, "not YAML"),
                        arguments("version: \"1\"\n a: b\n", 2, 2, "not YAML"),
                        arguments("version: \"1\"\nx: \u0007\n", 2, 4, "not allowed in YAML")));
    }

    private static Stream<Arguments> brokenPipelines() {
        return Stream.of(
                arguments(HEAD, 3, 5, "pipeline 'a' needs at least one job"),
                arguments(
                        HEAD + JOBS + "  - name: a:2\n    description: d\n" + JOBS,
                        7,
                        5,
                        "two pipelines are called 'a'"),
                arguments(
                        HEAD + "    jobs:\n      - name: j\n        description: d\n",
                        6,
                        9,
                        "job 'j' needs at least one step"),
                arguments(HEAD + "    jobs:\n      - {name: a/b, description: d, steps: [s]}\n", 6, 16, "no '/'"),
                arguments(
                        HEAD + JOBS + "      - {name: j, description: d, steps: [s]}\n",
                        7,
                        16,
                        "two jobs of pipeline 'a' are called 'j'"),
                arguments(
                        HEAD + "    jobs:\n      - name: j\n        description: d\n        steps:\n"
                                + "          - echo: hello\n",
                        9,
                        13,
                        "must be text, not a mapping; put it in quotes"),
                arguments(
                        HEAD + "    jobs:\n      - {name: j, description: d, steps: [~]}\n",
                        6,
                        43,
                        "must be text, not nothing"),
                arguments(HEAD + "    env: {static: [A]}\n" + JOBS, 5, 20, "env entry 'A' must be KEY=value"),
                arguments(HEAD + "    env: {static: [=A]}\n" + JOBS, 5, 20, "must be KEY=value or KEY="),
                arguments(HEAD + "    env: {static: [\"1A=x\"]}\n" + JOBS, 5, 20, "no digit first"),
                arguments(HEAD + "    env: hello\n" + JOBS, 5, 10, "'env' must be a mapping"),
                arguments(HEAD + "    description: e\n" + JOBS, 5, 5, "'description' stands twice"),
                arguments(
                        HEAD + "    events: [\"github:a/b:pull_request.open\"]\n" + JOBS,
                        5,
                        14,
                        "event 'pull_request.open' is unknown; did you mean 'pull_request.opened'?"),
                arguments(
                        HEAD + "    events: [\"gitlab:a/b:create.tag\"]\n" + JOBS, 5, 14, "the only origin is github"),
                arguments(
                        HEAD + "    events: [\"github:ab:create.tag\"]\n" + JOBS,
                        5,
                        14,
                        "must be <owner>/<repository>"),
                arguments(HEAD + "    events: [push]\n" + JOBS, 5, 14, "must have the form github:"));
    }

    @Test
    void reportsWhereAFileIsNotUtf8() {
        byte[] file = "version: \"1\"\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(ReadOpsFile.read(file)).isEqualTo(new Broken(2, 6, "this is not UTF-8"));
    }

    @Test
    void refusesAFileThatIsTooLong() {
        byte[] file = new byte[ReadOpsFile.LARGEST_FILE + 1];

        assertThat(ReadOpsFile.read(file))
                .isEqualTo(new Broken(1, 1, "ops.yml has 262145 bytes; at most 262144 are read"));
    }

    @Test
    void isNotBroughtDownByAliasesThatMultiply() {
        var file = new StringBuilder("version: \"1\"\na0: &a0 [x, x]\n");
        for (int level = 1; level < 40; level++) {
            String below = "*a" + (level - 1);
            file.append("a%d: &a%d [%s, %s, %s]\n".formatted(level, level, below, below, below));
        }

        var outcome = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> read(file + "pipelines: *a39\n"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.reason()).contains("beyond a limit"));
    }

    @Test
    void isNotBroughtDownByAnAnchorThatHoldsItself() {
        var outcome = assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> read("version: \"1\"\npipelines:\n  - &a {<<: *a, name: x}\n"));

        assertThat(outcome).isInstanceOf(Broken.class);
    }

    @Test
    void isNotBroughtDownByDeepNesting() {
        var outcome = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> read("version: " + "[".repeat(100_000)));

        assertThat(outcome).isInstanceOf(Broken.class);
    }

    @Test
    void makesNoObjectsThatTheFileNames() {
        OpsFileOutcome outcome = read("version: !!javax.script.ScriptEngineManager [x]\n");

        assertThat(outcome).isInstanceOf(Broken.class);
    }
}

package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.JobReport.FailedStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepScriptTest {

    /** What bash printed, its exit code, and the step that it recorded. */
    private record Run(String output, int exit, String step) {

        /** Without the lines that announce steps. */
        String ofJob() {
            return output.replaceAll("\n?\\[millrace] step [^\n]*\n", "");
        }
    }

    @TempDir
    Path folder;

    @Test
    void announcesEachStepAndRecordsTheLastThatBegan() throws Exception {
        Run run = run("echo one", "echo two\nfalse", "echo three");

        assertThat(run.output())
                .isEqualTo("[millrace] step 1/3: echo one\none\n\n[millrace] step 2/3: echo two\ntwo\n");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.step()).isEqualTo("2");
    }

    @Test
    void leavesAJobWithOneStepAsItIs() throws Exception {
        StepScript script = StepScript.of(List.of("make test"));

        assertThat(script.text()).isEqualTo("set -euo pipefail\nmake test\n");
        assertThat(script.steps()).containsExactly(new FailedStep(1, 1, "make test"));
    }

    @Test
    void announcesNothingWithinACommandThatSpansSteps() throws Exception {
        List<String> steps =
                List.of("echo begin", "if true; then", "  echo inside", "fi", "cat <<END", "text", "END", "echo end");

        StepScript script = StepScript.of(steps);

        assertThat(script.steps())
                .extracting(FailedStep::name)
                .containsExactly("step 1", "steps 2 to 4", "steps 5 to 7", "step 8");
        Run run = run(steps.toArray(String[]::new));
        assertThat(run.ofJob()).isEqualTo("begin\ninside\ntext\nend\n");
        assertThat(run.output()).contains("[millrace] step 2-4/8: if true; then\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo a \\¦b",
                "echo \"a¦b\"",
                "echo 'a¦b'",
                "for i in 1 2¦do echo $i¦done",
                "case x in¦x) echo y;;¦esac",
                "f() {¦echo in¦}¦f",
                "f()¦{ echo in; }¦f",
                "echo $(¦echo sub¦)",
                "(cd /¦pwd)",
                "cat <<A <<B¦a¦A¦b¦B",
                "cat <<-'A'¦\ta $x¦\tA",
                "x=(1¦2)¦echo ${x[@]}",
                "[[ a == a &&¦b == b ]] && echo yes",
                "true &&¦echo and",
                "false ||\n¦echo or",
                "while read l; do¦echo got $l¦done <<< word",
                "! true¦echo \"rc $?\"",
                "false && true¦echo \"rc $?\"",
                "set +e¦false¦echo \"rc $?\"",
                "set +e¦(exit 7)¦echo \"rc $?\"",
                "set -x¦echo traced",
                "true | false | true || :¦echo ${PIPESTATUS[1]-none}",
                "echo word¦echo $_",
                "exec >file¦echo hidden¦cat file >&2",
                "trap 'echo trapped' ERR¦! true¦echo end",
                "trap 'echo bye' EXIT¦false¦echo never",
                "shopt -s extglob¦echo @(a¦b)",
                "# comment \\¦echo a",
                "printf 'no newline'¦echo ' then'",
                "echo a\\\\¦echo b",
                "echo 'unclosed¦echo b",
                ")¦echo b",
                "function f¦{ echo x; }¦f",
                "read -r x <<< abc¦echo $x",
                "set -- a b¦echo $# $2",
                "IFS=,¦x=a,b¦for i in $x; do echo $i; done"
            })
    void doesWhatTheScriptWouldDoWithout(String joined) throws Exception {
        String[] steps = joined.split("¦");

        Run plain = bash(JobScript.text(List.of(steps)));
        Run announced = run(steps);

        assertThat(withoutLineNumbers(announced.ofJob())).isEqualTo(withoutLineNumbers(plain.output()));
        assertThat(announced.exit()).isEqualTo(plain.exit());
    }

    @Test
    void writesToTheLogAlsoWhenAStepHasRedirectedTheOutput() throws Exception {
        Run run = run("exec >file 2>&1", "echo hidden", "true");

        assertThat(run.output()).contains("[millrace] step 2/3: echo hidden\n").doesNotContain("\nhidden");
        assertThat(Files.readString(folder.resolve("file"))).isEqualTo("hidden\n");
    }

    @Test
    void namesAStepByItsFirstLineWithoutControlCharacters() throws Exception {
        StepScript script = StepScript.of(List.of("\n  echo 'it'\\''s'\t\u001b[31m\necho", "x".repeat(500)));

        assertThat(script.steps().getFirst().text()).isEqualTo("echo 'it'\\''s' [31m");
        assertThat(script.steps().getLast().text()).hasSize(120).endsWith("…");
        assertThat(run("echo \"it's\"", "true").output()).startsWith("[millrace] step 1/2: echo \"it's\"\nit's\n");
    }

    @Test
    void runsWithoutAFolderForReportsAndWithoutRoomForItsOutput() throws Exception {
        Run run = bash(
                "ulimit -n 32\n" + StepScript.of(List.of("echo a", "echo b")).text());

        assertThat(run.output()).isEqualTo("a\nb\n");
        assertThat(run.exit()).isZero();
    }

    @Test
    void asksOfManyStepsInSecondsOnly() throws Exception {
        List<String> steps =
                IntStream.range(0, 200).mapToObj(number -> "echo " + number).toList();

        assertThat(StepScript.of(steps).steps()).hasSizeGreaterThan(20);
    }

    /** Error messages of bash state a line of the script. */
    private static String withoutLineNumbers(String output) {
        return output.replaceAll("line \\d+", "line N");
    }

    private Run run(String... steps) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("report"));
        return bash(StepScript.of(List.of(steps)).text());
    }

    private Run bash(String text) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("job.sh"), text);
        var builder = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        if (Files.exists(folder.resolve("report"))) {
            builder.environment()
                    .put("MILLRACE_SUMMARY", folder.resolve("report/summary.md").toString());
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        Path step = folder.resolve("report/step");
        return new Run(output, exit, Files.exists(step) ? Files.readString(step) : "");
    }
}

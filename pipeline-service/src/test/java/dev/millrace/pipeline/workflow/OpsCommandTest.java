package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpsCommandTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void reportsAValidFileWithTheWarningsOfAllItsPartsOnce() throws IOException {
        Path file = write("""
                version: "1"
                x-ignored: 1
                other: 1
                commands:
                  - {name: a, description: d, run: r}
                pipelines:
                  - {name: "a:1", description: d, schedule: "0 5 * * *", jobs: [{name: j, steps: [s]}]}
                  - {name: "b:1", description: d, jobs: [{name: j, steps: [s]}]}
                """);

        int status = run("check", file.toString());

        assertThat(status).isZero();
        assertThat(lines())
                .containsExactly(
                        file
                                + ":3: warning: 'other' is no key of ops.yml and has no effect; the nearest key is 'version',"
                                + " all are version, pipelines, commands, services",
                        file + ":5: warning: command 'a' has no version and gets 0.1.0: write 'a:0.1.0'",
                        file + ": valid: 2 pipelines, 1 command, 0 services");
    }

    @Test
    void reportsABrokenFileWithLineAndColumn() throws IOException {
        Path file = write("version: \"1\"\npipelines:\n  - name: \"a\\e[31m\"\n");

        int status = run("check", file.toString());

        assertThat(status).isOne();
        assertThat(lines()).containsExactly(file + ":3:11: error: pipeline 'a?[31m' needs a version: <name>:0.1.0");
    }

    @Test
    void failsIfOneOfSeveralFilesIsBrokenOrMissing() throws IOException {
        Path valid = write("version: \"1\"\npipelines: []\n");

        assertThat(run("check", folder.resolve("none.yml").toString(), valid.toString()))
                .isOne();
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("none.yml: error: it cannot be read"),
                        line -> assertThat(line).endsWith(": valid: 0 pipelines, 0 commands, 0 services"));
    }

    @Test
    void refusesAFileThatIsTooLongWithoutReadingItWhole() throws IOException {
        Path file = write("#".repeat(ReadOpsFile.LARGEST_FILE * 2));

        assertThat(run("check", file.toString())).isOne();
        assertThat(lines()).singleElement().asString().contains("at most 262144 are read");
    }

    @Test
    void showsItsUsage() {
        assertThat(run("run")).isOne();
        assertThat(run("check")).isOne();
        assertThat(lines()).containsOnly("millrace: usage: ops check FILE...");
    }

    private int run(String... arguments) {
        return new OpsCommand(new PrintStream(out, true, StandardCharsets.UTF_8)).run(List.of(arguments));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("ops.yml"), content);
    }
}

package dev.millrace.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.forge.RepositoryPermissions.Permission;
import dev.millrace.pipeline.command.ReadCommand.Reading.Unclear;
import dev.millrace.pipeline.command.ReadCommand.Reading.Understood;
import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadCommandTest {

    private static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @MethodSource
    void understands(String line, Command command) {
        assertThat(ReadCommand.of(line)).isEqualTo(new Understood(command));
    }

    static Stream<Arguments> understands() {
        return Stream.of(
                arguments("/ops", new Command.Help()),
                arguments("/ops help", new Command.Help()),
                arguments("/OPS Help", new Command.Help()),
                arguments("/ops list", new Command.ListWorkflows(Optional.empty())),
                arguments("/ops list dep", new Command.ListWorkflows(Optional.of("dep"))),
                arguments("/ops status", new Command.Status()),
                arguments("/ops measure", new Command.Measure()),
                arguments("/ops stop 17", new Command.Stop("17")),
                arguments("/ops run deploy", new Command.Run("deploy", Optional.empty(), List.of())),
                arguments("/ops start deploy", new Command.Run("deploy", Optional.empty(), List.of())),
                arguments("/ops run deploy:1.0.0", new Command.Run("deploy", Optional.of("1.0.0"), List.of())),
                arguments(
                        "/ops run deploy --to 'a b' \"c $d\" e\\ f ''",
                        new Command.Run("deploy", Optional.empty(), List.of("--to", "a b", "c $d", "e f", ""))),
                arguments("/test", new Command.Test(Optional.empty())),
                arguments("/test all", new Command.Test(Optional.empty())),
                arguments("/test ALL", new Command.Test(Optional.empty())),
                arguments("/test unit", new Command.Test(Optional.of("unit"))),
                arguments("/test ?", new Command.AskTests()),
                arguments("/retest", new Command.Retest()),
                arguments("/cancel", new Command.Cancel()),
                arguments("/hold", new Command.Hold()),
                arguments("/unhold", new Command.Unhold()),
                arguments("/ok-to-test", new Command.OkToTest(Optional.empty())),
                arguments("/ok-to-test " + SHA, new Command.OkToTest(Optional.of(SHA))),
                arguments("/ok-to-test 0123456789AB", new Command.OkToTest(Optional.of("0123456789ab"))),
                arguments("/skip unit", new Command.Skip("unit")),
                arguments("/override 'ops run deploy'", new Command.OverrideCheck("ops run deploy")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ops dance",
                "/ops run",
                "/ops run a/b",
                "/ops run a:",
                "/ops stop",
                "/ops stop a b",
                "/ops list a b",
                "/ops status now",
                "/test a b",
                "/retest unit",
                "/hold cancel",
                "/ok-to-test 123",
                "/ok-to-test main",
                "/ok-to-test " + SHA + "0",
                "/skip",
                "/override",
                "/ops run deploy 'open",
                "/ops run deploy \"open",
                "/ops run deploy \\",
                "/ops run de\u202Eploy",
                "/ops run deploy a\u200Bb"
            })
    void doesNotGuess(String line) {
        assertThat(ReadCommand.of(line)).isInstanceOf(Unclear.class);
    }

    @Test
    void limitsLengthAndArguments() {
        assertThat(ReadCommand.of("/ops run x " + "a".repeat(4_000))).isInstanceOf(Unclear.class);
        assertThat(ReadCommand.of("/ops run x" + " a".repeat(51))).isInstanceOf(Unclear.class);
        assertThat(ReadCommand.of("/ops run x" + " a".repeat(50))).isInstanceOf(Understood.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a b", "it's", "'", "''", "$HOME", "`id`", "$(id)", "a;b|c&d", "*", "\\", "\"", "\n", "-n", "#"
            })
    void quotesWordsSoThatAShellReadsThemBack(String word) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", "printf '%s' " + CommandWords.quoted(word)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void runsACommandAsAPipelineThatCannotPassForAnother() {
        var file = (Workflows) ReadOpsFile.read("""
                version: "1"
                commands:
                  - name: unit:1.0.0
                    description: d
                    run: ./unit.sh
                    env: { static: [ "A=1" ], secrets: [ KEY ] }
                """.getBytes(StandardCharsets.UTF_8));

        PipelineDefinition build = CommandBuild.of(file.commands().getFirst(), List.of("x", "it's"));

        assertThat(build.name()).isEqualTo("ops run unit");
        assertThat(build.env()).isEqualTo(Map.of("A", "1"));
        assertThat(build.secrets()).containsExactly("KEY");
        JobDefinition job = build.jobs().getFirst();
        assertThat(job.steps()).containsExactly("./unit.sh 'x' 'it'\\''s'");
        assertThat(job.env()).isEqualTo(Map.of("SDK_BATCH_MODE", "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "/ops help, NONE",
        "/ops list, WRITE",
        "/ops status, WRITE",
        "/ops measure, WRITE",
        "/ops run x, WRITE",
        "/ops stop x, WRITE",
        "/test, WRITE",
        "/test ?, WRITE",
        "/retest, WRITE",
        "/cancel, WRITE",
        "/ok-to-test, WRITE",
        "/hold, WRITE",
        "/unhold, WRITE",
        "/skip x, MAINTAIN",
        "/override x, MAINTAIN"
    })
    void needsAPermission(String line, Permission needed) {
        var understood = (Understood) ReadCommand.of(line);

        assertThat(PrepareCommand.neededBy(understood.command())).isEqualTo(needed);
    }
}

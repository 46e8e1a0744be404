package dev.millrace.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.pipeline.workflow.CommandDefinition;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunInputTest {

    private static final Workflows FILE = (Workflows) ReadOpsFile.read("""
            version: "1"
            commands:
              - name: deploy:1.2.3
                description: d
                run: |
                  cd tools
                  ./deploy.sh
                env: { static: [ "A=1" ], secrets: [ KEY ] }
            pipelines:
              - name: ci:1
                description: d
                jobs:
                  - name: unit
                    matrix: { JAVA: [ 21, 25 ] }
                    env: { static: [ "LEVEL=1" ] }
                    steps: [ make ]
            """.getBytes(StandardCharsets.UTF_8));

    @Test
    void appendsEachWordToTheLineOfACommandWhateverItContains() {
        CommandDefinition command = FILE.commands().getFirst();

        PipelineDefinition pipeline =
                RunDefinition.of(command, new RunInput(List.of("prod", "it's $HOME", "a\nb"), Map.of("B", "2")));

        assertThat(pipeline.jobs()).singleElement().satisfies(job -> {
            assertThat(job.steps()).containsExactly("cd tools\n./deploy.sh 'prod' 'it'\\''s $HOME' 'a\nb'");
            assertThat(job.env()).isEqualTo(Map.of("SDK_BATCH_MODE", "1", "B", "2"));
        });
        assertThat(pipeline.secrets()).containsExactly("KEY");
        assertThat(pipeline.env()).isEqualTo(Map.of("A", "1"));
        assertThat(pipeline.version()).isEqualTo("1.2.3");
    }

    @Test
    void givesVariablesToAllJobsOfAPipelineExceptThoseOfAMatrix() {
        PipelineDefinition pipeline = RunDefinition.of(
                FILE.pipelines().getFirst(), new RunInput(List.of(), Map.of("LEVEL", "5", "JAVA", "8", "NEW", "n")));

        assertThat(pipeline.jobs())
                .extracting(job -> job.env())
                .containsExactly(
                        Map.of("LEVEL", "5", "JAVA", "21", "NEW", "n"), Map.of("LEVEL", "5", "JAVA", "25", "NEW", "n"));
    }

    @Test
    void readsListsAndObjects() {
        assertThat(words("[\"a b\", 5, true]")).containsExactly("a b", "5", "true");
        assertThat(words("{\"env\": \"prod\", \"dry-run\": true, \"force\": false, \"none\": null, \"n\": 1.5}"))
                .containsExactly("--env=prod", "--dry-run", "--n=1.5");
        assertThat(words("null")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"arguments\": \"a\"}",
                "{\"arguments\": [[]]}",
                "{\"arguments\": [null]}",
                "{\"arguments\": [\"a\\u0000\"]}",
                "{\"arguments\": {\"-x\": 1}}",
                "{\"arguments\": {\"a b\": 1}}",
                "{\"environment\": []}",
                "{\"environment\": {\"A-B\": \"c\"}}",
                "{\"environment\": {\"A\": {}}}",
                "{\"environment\": {\"A\": \"\\u0000\"}}"
            })
    void refusesWhatItCannotPassOn(String body) {
        assertThatThrownBy(() -> body(body).input())
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refused -> assertThat(refused.status()).isEqualTo(400));
    }

    @Test
    void refusesMoreThanItsLimits() {
        assertThat(new RunInput(List.of("a".repeat(4097)), Map.of()).problem()).isPresent();
        assertThat(new RunInput(Collections.nCopies(101, "a"), Map.of()).problem())
                .isPresent();
        assertThat(new RunInput(Collections.nCopies(9, "a".repeat(4096)), Map.of()).problem())
                .isPresent();
        assertThat(new RunInput(Collections.nCopies(8, "a".repeat(4096)), Map.of()).problem())
                .isEmpty();
    }

    @Test
    void distinguishesRequests() {
        String one = new RunInput(List.of("a, b"), Map.of("A", "1", "B", "2")).hash(Optional.empty());

        assertThat(new RunInput(List.of("a, b"), Map.of("B", "2", "A", "1")).hash(Optional.empty()))
                .isEqualTo(one);
        assertThat(new RunInput(List.of("a", "b"), Map.of("A", "1", "B", "2")).hash(Optional.empty()))
                .isNotEqualTo(one);
        assertThat(new RunInput(List.of("a, b"), Map.of("A", "1", "B", "2")).hash(Optional.of("main")))
                .isNotEqualTo(one);
    }

    private static List<String> words(String arguments) {
        return body("{\"arguments\": " + arguments + "}").input().words();
    }

    private static NewRunBody body(String json) {
        try {
            return new ObjectMapper().readValue(json, NewRunBody.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

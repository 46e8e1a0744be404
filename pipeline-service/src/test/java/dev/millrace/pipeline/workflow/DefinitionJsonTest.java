package dev.millrace.pipeline.workflow;

import static dev.millrace.pipeline.workflow.ReadOpsFileTest.onlyPipeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.OpsSamples.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionJsonTest {

    /** As the first version wrote it. */
    private static final String FIRST = """
            {"name":"tests","version":"1","description":"d","env":{"needs":"1"},\
            "triggers":[{"repository":"a/b","event":"CHANGE_OPENED","ref":null}],\
            "jobs":[{"name":"one","description":"","steps":["make"],"env":{}},\
            {"name":"two","description":"","steps":["make"],"env":{}},\
            {"name":"three","description":"","steps":["make"],"env":{}}],\
            "warnings":[{"line":3,"message":"no effect"}]}""";

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void readsWhatItWrote(Sample sample) {
        List<PipelineDefinition> pipelines = ((Workflows) ReadOpsFile.read(sample.bytes())).pipelines();

        assertThat(pipelines)
                .allSatisfy(pipeline -> assertThat(DefinitionJson.read(DefinitionJson.write(pipeline)))
                        .isEqualTo(pipeline));
    }

    @Test
    void readsDefinitionsOfTheFirstVersionAsASequence() {
        PipelineDefinition pipeline = DefinitionJson.read(FIRST);

        assertThat(pipeline.jobs())
                .extracting(JobDefinition::needs)
                .containsExactly(List.of(), List.of("one"), List.of("two"));
        assertThat(pipeline.env()).isEqualTo(Map.of("needs", "1"));
        assertThat(pipeline.triggers())
                .containsExactly(new TriggerPattern("a/b", TriggerEvent.CHANGE_OPENED, Optional.empty()));
        assertThat(pipeline.timeout()).isEmpty();
        assertThat(pipeline.schedules()).isEmpty();
    }

    @Test
    void writesADefinitionWithoutExtensionsAsTheFirstVersionDid() {
        assertThat(DefinitionJson.write(DefinitionJson.read(FIRST))).isEqualTo(FIRST);
    }

    @Test
    void keepsJobsThatNeedNoneApartFromASequence() {
        PipelineDefinition parallel = onlyPipeline(
                ReadOpsFileTest.HEAD + "    jobs: [{name: a, needs: [], steps: [s]}, {name: b, steps: [s]}]\n");

        assertThat(DefinitionJson.read(DefinitionJson.write(parallel))).isEqualTo(parallel);
        assertThat(parallel.jobs()).allSatisfy(job -> assertThat(job.needs()).isEmpty());
    }

    @Test
    void ignoresComponentsOfLaterVersions() {
        String later = FIRST.replace("\"version\"", "\"later\":{\"a\":[1]},\"version\"");

        assertThat(DefinitionJson.read(later)).isEqualTo(DefinitionJson.read(FIRST));
    }

    @Test
    void refusesWhatIsNoDefinition() {
        assertThatThrownBy(() -> DefinitionJson.read("[]")).isInstanceOf(IllegalArgumentException.class);
    }

    static List<Sample> samples() {
        return OpsSamples.in("valid");
    }
}

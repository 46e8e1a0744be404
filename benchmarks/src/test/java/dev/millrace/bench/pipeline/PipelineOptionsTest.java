package dev.millrace.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bench.pipeline.PipelineOptions.Case;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineOptionsTest {

    @Test
    void measuresEverythingUnlessSomethingIsChosen() {
        var options = PipelineOptions.of(List.of());

        assertThat(options.cases()).containsExactlyInAnyOrder(Case.values());
        assertThat(options.changes()).isEqualTo(40);
        assertThat(options.teams()).isEqualTo(10);
    }

    @Test
    void measuresTheChosenCasesInTheChosenSize() {
        var options = PipelineOptions.of(List.of("--cases", "logs,changes", "--changes", "3", "--builds", "1"));

        assertThat(options.has(Case.LOGS)).isTrue();
        assertThat(options.has(Case.FAIRNESS)).isFalse();
        assertThat(options.changes()).isEqualTo(3);
        assertThat(options.builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cases nothing", "--changes 0", "--teams many", "--teams", "--unknown 3"})
    void listsTheOptionsWhenOneIsUnknown(String line) {
        assertThatThrownBy(() -> PipelineOptions.of(List.of(line.split(" ", -1))))
                .isInstanceOf(UnexpectedAnswer.class)
                .hasMessageContaining("--cases")
                .hasMessageContaining("fairness");
    }
}

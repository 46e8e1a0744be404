package dev.millrace.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bench.sync.SyncOptions.Case;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncOptionsTest {

    @Test
    void measuresEverythingUnlessSomethingIsChosen() {
        var options = SyncOptions.of(List.of());

        assertThat(options.cases()).containsExactlyInAnyOrder(Case.values());
        assertThat(options.repositories()).isEqualTo(200);
        assertThat(options.rate()).isEqualTo(20);
        assertThat(options.seconds()).isEqualTo(30);
    }

    @Test
    void measuresTheChosenCasesInTheChosenSize() {
        var options = SyncOptions.of(List.of("--cases", "workers,lag", "--seconds", "3", "--pushes", "5"));

        assertThat(options.cases()).containsExactlyInAnyOrder(Case.LAG, Case.WORKERS);
        assertThat(options.seconds()).isEqualTo(3);
        assertThat(options.pushes()).isEqualTo(5);
        assertThat(options.needForge()).isTrue();
    }

    @Test
    void startsNoForgeForAnImport() {
        assertThat(SyncOptions.of(List.of("--cases", "import")).needForge()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cases nothing", "--seconds 0", "--seconds many", "--seconds", "--unknown 3"})
    void listsTheOptionsWhenOneIsUnknown(String line) {
        assertThatThrownBy(() -> SyncOptions.of(List.of(line.split(" ", -1))))
                .isInstanceOf(UnexpectedAnswer.class)
                .hasMessageContaining("--cases")
                .hasMessageContaining("healed");
    }
}

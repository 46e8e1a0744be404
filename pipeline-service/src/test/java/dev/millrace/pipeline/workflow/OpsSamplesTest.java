package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.OpsSamples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpsSamplesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void readsAFileAsTheTextNextToItStates(Sample sample) throws IOException {
        OpsFileOutcome outcome = ReadOpsFile.read(sample.bytes());

        String actual = OpsText.of(outcome);
        keep(sample, actual);
        assertThat(actual).isEqualTo(sample.expected());
        assertThat(outcome).isInstanceOf(sample.name().startsWith("valid/") ? Workflows.class : Broken.class);
    }

    @Test
    void hasSamplesOfAllKinds() {
        assertThat(List.of("valid", "broken/structure", "broken/meaning", "broken/yaml"))
                .allSatisfy(folder -> assertThat(OpsSamples.in(folder)).hasSizeGreaterThanOrEqualTo(5));
    }

    static List<Sample> all() {
        return OpsSamples.in("");
    }

    /** In {@code target/ops-samples}: to compare with the expected text, and to review and adopt when a message changes. */
    private static void keep(Sample sample, String actual) throws IOException {
        Path file = Path.of("target/ops-samples", sample.name().replaceFirst("\\.yml$", ".txt"));
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
    }
}

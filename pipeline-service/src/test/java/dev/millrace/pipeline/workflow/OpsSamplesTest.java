package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsSamples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

    @Test
    void hasAtLeastFortySamplesValidAndBrokenOnes() {
        assertThat(OpsSamples.in("")).hasSizeGreaterThanOrEqualTo(40);
        assertThat(OpsSamples.in("valid")).hasSizeGreaterThanOrEqualTo(20);
        assertThat(OpsSamples.in("broken")).hasSizeGreaterThanOrEqualTo(20);
    }

    /** The keys of the format, of all its generations: each is in a sample, so that its effect or its warning is tested. */
    @ParameterizedTest
    @MethodSource("parts")
    void hasASampleOfEachKeyThatTheReaderKnows(Part part, List<String> places) {
        Set<String> written = new TreeSet<>();
        for (Sample sample : OpsSamples.in("valid")) {
            JsonNode file = YamlAsJson.of(sample.bytes());
            places.forEach(place -> keys(file, List.of(place.split("/")), written));
        }

        assertThat(written).containsAll(part.all());
    }

    static List<Arguments> parts() {
        return List.of(
                Arguments.of(Part.FILE, List.of("")),
                Arguments.of(Part.PIPELINE, List.of("pipelines")),
                Arguments.of(Part.COMMAND, List.of("commands", "ops")),
                Arguments.of(Part.SERVICE, List.of("services")),
                Arguments.of(Part.JOB, List.of("pipelines/jobs")),
                Arguments.of(Part.ENV, List.of("pipelines/env", "pipelines/jobs/env", "services/env", "commands/env")),
                Arguments.of(Part.ON, List.of("pipelines/on", "services/on")),
                Arguments.of(Part.HELP, List.of("pipelines/help", "services/help", "commands/help")));
    }

    /** Adds the keys of the mappings at a path; lists on the way are entered. */
    private static void keys(JsonNode node, List<String> path, Set<String> found) {
        if (node.isArray()) {
            node.forEach(item -> keys(item, path, found));
        } else if (path.isEmpty() || path.getFirst().isEmpty()) {
            node.fieldNames().forEachRemaining(found::add);
        } else {
            keys(node.path(path.getFirst()), path.subList(1, path.size()), found);
        }
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

package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsSamples.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema and the reader agree on what both can judge. */
class OpsSchemaTest {

    private static final JsonNode DOCUMENT = document();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(DOCUMENT);

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void acceptsWhatTheReaderAccepts(Sample sample) {
        Set<ValidationMessage> violations = SCHEMA.validate(YamlAsJson.of(sample.bytes()));

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenInStructure")
    void refusesABrokenStructure(Sample sample) {
        Set<ValidationMessage> violations = SCHEMA.validate(YamlAsJson.of(sample.bytes()));

        assertThat(violations).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenInMeaning")
    void cannotJudgeTheMeaning(Sample sample) {
        Set<ValidationMessage> violations = SCHEMA.validate(YamlAsJson.of(sample.bytes()));

        assertThat(violations).isEmpty();
    }

    @Test
    void isAValidSchemaItself() {
        JsonSchema draft = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(DOCUMENT)).isEmpty();
    }

    @Test
    void offersTheKeysThatTheReaderKnows() {
        Map<Part, String> definitions = Map.ofEntries(
                Map.entry(Part.JOB, "/$defs/job"),
                Map.entry(Part.ON, "/$defs/workflow/properties/on"),
                Map.entry(Part.ENV, "/$defs/env/anyOf/1"),
                Map.entry(Part.SCHEDULE, "/$defs/scheduleEntry"),
                Map.entry(Part.CONCURRENCY, "/$defs/pipeline/properties/concurrency/anyOf/1"),
                Map.entry(Part.RETRIES, "/$defs/job/properties/retries/anyOf/1"),
                Map.entry(Part.ARTIFACT, "/$defs/job/properties/artifacts/items"),
                Map.entry(Part.CACHE, "/$defs/job/properties/caches/items"),
                Map.entry(Part.IDENTITY, "/$defs/identity"),
                Map.entry(Part.HELP, "/$defs/workflow/properties/help"),
                Map.entry(Part.FILE, ""));

        definitions.forEach((part, pointer) ->
                assertThat(names(pointer)).as(part.name()).containsExactlyInAnyOrderElementsOf(part.all()));
        assertThat(ofWorkflow("/$defs/pipeline")).containsExactlyInAnyOrderElementsOf(Part.PIPELINE.all());
        assertThat(ofWorkflow("/$defs/command")).containsExactlyInAnyOrderElementsOf(Part.COMMAND.all());
        assertThat(ofWorkflow("/$defs/service")).containsExactlyInAnyOrderElementsOf(Part.SERVICE.all());
    }

    @Test
    void offersTheEventsThatTheReaderKnows() {
        List<String> examples = new ArrayList<>();
        DOCUMENT.at("/$defs/event/examples").forEach(example -> examples.add(example.asText()));

        List<TriggerEvent> named = Arrays.stream(TriggerEvent.values())
                .filter(TriggerEvent::isNamed)
                .toList();
        assertThat(examples).hasSameSizeAs(named).allSatisfy(example -> {
            assertThat(TriggerPattern.parse(example)).isInstanceOf(TriggerPattern.ParseOutcome.Parsed.class);
            assertThat(example).matches(DOCUMENT.at("/$defs/event/pattern").asText());
        });
    }

    static List<Sample> valid() {
        return OpsSamples.in("valid");
    }

    static List<Sample> brokenInStructure() {
        return OpsSamples.in("broken/structure");
    }

    static List<Sample> brokenInMeaning() {
        return OpsSamples.in("broken/meaning");
    }

    private static Set<String> ofWorkflow(String pointer) {
        Set<String> names = names("/$defs/workflow");
        names.addAll(names(pointer));
        return names;
    }

    private static Set<String> names(String pointer) {
        Set<String> names = new TreeSet<>();
        DOCUMENT.at(pointer + "/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode document() {
        try {
            return new ObjectMapper().readTree(Files.readString(Path.of("../docs/ops.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

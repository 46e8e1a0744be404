package dev.millrace.webhook.cdevents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the validator of the other tests accepts what the specification calls valid, and rejects what is not. */
class CdEventSchemasTest {

    private final CdEventSchemas schemas = new CdEventSchemas();

    static Stream<Map.Entry<String, String>> examples() {
        return CdEventSchemas.examples().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void acceptsTheExamplesOfTheSpecification(Map.Entry<String, String> example) {
        assertThat(schemas.violations(example.getValue())).as(example.getKey()).isEmpty();
    }

    @Test
    void hasTheSchemaAndAnExampleOfEachTypeOfTheSpecificationThatIsUsed() {
        Stream<String> used = CdEventType.projected().stream()
                .map(CdEventType::versionedName)
                .filter(type -> type.startsWith("dev.cdevents."));

        assertThat(schemas.types()).containsExactlyInAnyOrderElementsOf(used.toList());
        assertThat(CdEventSchemas.examples()).hasSize(schemas.types().size() + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\": \"271069a8-fc18-44f1-b38f-9d70a1695819\",",
                "\"specversion\": \"0.5.0\",",
                "\"timestamp\": \"2023-03-20T14:27:05.315384Z\","
            })
    void rejectsAnEventWithoutARequiredAttribute(String attribute) {
        String example = CdEventSchemas.examples().get("change_created.json");

        assertThat(schemas.violations(example.replace(attribute, ""))).isNotEmpty();
    }

    @Test
    void rejectsFieldsThatTheSchemaDoesNotKnowAndValuesOfAnotherFormat() {
        String example = CdEventSchemas.examples().get("repository_created.json");
        String finished = CdEventSchemas.examples().get("pipelinerun_finished.json");
        String custom = CdEventSchemas.examples().get("conformance.json");

        assertThat(schemas.violations(example.replace("\"owner\"", "\"holder\"")))
                .isNotEmpty();
        assertThat(schemas.violations(example.replace("https://example.org/TestOrg/TestRepo", "not a uri")))
                .isNotEmpty();
        assertThat(schemas.violations(example.replace("2023-03-20T14:27:05.315384Z", "yesterday")))
                .isNotEmpty();
        assertThat(schemas.violations(example.replace("\"PATH\"", "\"ROUTE\""))).isNotEmpty();
        assertThat(schemas.violations(finished.replace("\"failure\"", "\"timeout\"")))
                .isNotEmpty();
        assertThat(schemas.violations(custom.replace("mytool-resource", "my-tool-resource")))
                .isNotEmpty();
    }

    @Test
    void correctsASchemaThatIsStillWrong() {
        // once a version of the specification without the mistake is checked in, the correction goes
        assertThat(CdEventSchemas.published("schemas/pipelinerunfinished.json"))
                .contains("\"required\": [\"version\", \"id\"")
                .contains("\"specversion\": {");
    }
}

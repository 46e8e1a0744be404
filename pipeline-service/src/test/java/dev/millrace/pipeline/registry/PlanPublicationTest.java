package dev.millrace.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanPublicationTest {

    private static final String FILE = """
            version: "1"
            pipelines:
              - name: ci:1.0.0
                description: d
                unknown: 1
                env: { static: [ "A=1", "B=2", "C=3" ] }
                jobs: [ { name: unit, steps: [ make ] } ]
            commands:
              - { name: "ci:1.0.0", description: d, run: ./ci }
            """;

    @Test
    void publishesEachWorkflowOfANewFileAsItsFirstVersion() {
        assertThat(versions(List.of(), FILE)).containsExactly("pipeline ci 1", "command ci 1");
    }

    @Test
    void changesNothingWhenTheSameIsDefinedInOtherLines() {
        List<WorkflowRow> published = published(List.of(), FILE);
        String moved =
                FILE.replace("pipelines:", "# a comment\n\npipelines:").replace("\"A=1\", \"B=2\"", "\"B=2\", \"A=1\"");

        assertThat(PlanPublication.steps("acme", "github.com:1", published, defined(moved)))
                .isEmpty();
    }

    @Test
    void publishesTheNextVersionWhenTheDefinitionDiffersAlsoUnderTheSameName() {
        List<WorkflowRow> published = published(List.of(), FILE);

        assertThat(versions(published, FILE.replace("./ci", "./other"))).containsExactly("command ci 2");
    }

    @Test
    void retiresWhatIsGoneAndRevivesWhatComesBack() {
        List<WorkflowRow> published = published(List.of(), FILE);
        WorkflowRow retired = retired(published.getFirst());

        assertThat(PlanPublication.steps("acme", "github.com:1", published, List.of()))
                .containsExactly(
                        new PublicationStep.Retire(published.get(0)), new PublicationStep.Retire(published.get(1)));
        assertThat(PlanPublication.steps("acme", "github.com:1", List.of(retired), List.of()))
                .isEmpty();
        assertThat(PlanPublication.steps("acme", "github.com:1", List.of(retired, published.get(1)), defined(FILE)))
                .containsExactly(
                        new PublicationStep.Revive(retired, defined(FILE).getFirst()));
    }

    @Test
    void keepsADisabledWorkflowDisabledInItsNextVersion() {
        WorkflowRow disabled = disabled(published(List.of(), FILE).getFirst());

        List<PublicationStep> steps = PlanPublication.steps(
                "acme", "github.com:1", List.of(disabled), defined(FILE.replace("make", "make all")));

        assertThat(((PublicationStep.Publish) steps.getFirst()).next().enabled())
                .isFalse();
    }

    private static List<String> versions(List<WorkflowRow> published, String file) {
        return published(published, file).stream()
                .map(row -> "%s %s %d".formatted(row.kind().wireName(), row.name(), row.latest()))
                .toList();
    }

    private static List<WorkflowRow> published(List<WorkflowRow> before, String file) {
        return PlanPublication.steps("acme", "github.com:1", before, defined(file)).stream()
                .map(step -> ((PublicationStep.Publish) step).next())
                .toList();
    }

    private static List<NewVersion> defined(String file) {
        return NewVersion.of((Workflows) ReadOpsFile.read(file.getBytes(StandardCharsets.UTF_8)));
    }

    private static WorkflowRow retired(WorkflowRow row) {
        return with(row, row.enabled(), Optional.of(Instant.EPOCH));
    }

    private static WorkflowRow disabled(WorkflowRow row) {
        return with(row, false, Optional.empty());
    }

    private static WorkflowRow with(WorkflowRow row, boolean enabled, Optional<Instant> retiredAt) {
        return new WorkflowRow(
                row.id(),
                row.team(),
                row.upstreamKey(),
                row.kind(),
                row.name(),
                enabled,
                row.latest(),
                row.version(),
                row.definition(),
                retiredAt);
    }
}

package dev.millrace.insights.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.DeploymentStatusFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.ReleaseFact;
import dev.millrace.insights.fact.RunFact;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.settings.EffectOfDefinitions.Value;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProposeDefinitionsTest {

    private static final String REPOSITORY = "acme/widgets";
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final List<DeploymentStatusFact> statuses = new ArrayList<>();
    private final List<ChangeFact> changes = new ArrayList<>();
    private final List<ReleaseFact> releases = new ArrayList<>();
    private final List<RunFact> runs = new ArrayList<>();
    private final Map<String, List<String>> paths = new HashMap<>();

    @Test
    void proposesNothingFromNothing() {
        assertThat(propose(Definitions.DEFAULT)).isEmpty();
    }

    @Test
    void proposesTheEnvironmentThatIsDeployedToMostForProduction() {
        deployed("1", "blue");
        deployed("2", "green");
        deployed("3", "green");
        deployed("4", "staging");
        runs.add(run("deploy", Conclusion.SUCCESS));

        List<Proposal> proposals = propose(Definitions.DEFAULT);

        assertThat(proposals).extracting(Proposal::id).containsExactly("environment:green");
        // once it is accepted, nothing is left to propose
        assertThat(propose(proposals.getFirst().addedTo(DefinitionsBody.EMPTY).read()))
                .isEmpty();
    }

    @Test
    void proposesNoOtherEnvironmentWhereOneIsProduction() {
        deployed("1", "production");
        deployed("2", "green");

        assertThat(propose(Definitions.DEFAULT)).isEmpty();
    }

    @Test
    void proposesTheSourceThatIsMostLikeADeployment() {
        changes.add(change(1, "ann"));
        assertThat(propose(Definitions.DEFAULT)).extracting(Proposal::id).containsExactly("source:merges");

        releases.add(new ReleaseFact("1", "v1", Optional.empty(), false, NOON));
        assertThat(propose(Definitions.DEFAULT)).extracting(Proposal::id).containsExactly("source:releases");

        runs.add(run("test", Conclusion.SUCCESS));
        runs.add(run("nightly deploy", Conclusion.FAILURE));
        assertThat(propose(Definitions.DEFAULT)).extracting(Proposal::id).containsExactly("source:releases");

        runs.add(run("deploy", Conclusion.SUCCESS));
        assertThat(propose(Definitions.DEFAULT)).extracting(Proposal::id).containsExactly("source:workflow:deploy");
    }

    @Test
    void proposesAccountsThatAreNamedLikeProgramsForBots() {
        deployed("1", "production");
        for (int number = 1; number <= 3; number++) {
            changes.add(change(number, "release-bot"));
            changes.add(change(10 + number, "abbot"));
        }
        changes.add(change(20, "rare-bot"));

        List<Proposal> proposals = propose(Definitions.DEFAULT);

        assertThat(proposals).extracting(Proposal::id).containsExactly("bot:release-bot");
        assertThat(propose(proposals.getFirst().addedTo(DefinitionsBody.EMPTY).read()))
                .isEmpty();
    }

    @Test
    void proposesFoldersThatMuchIsDoneInForServices() {
        deployed("1", "production");
        for (int nth = 0; nth < 20; nth++) {
            paths.put("c" + nth, List.of((nth % 2 == 0 ? "api/" : "web/") + nth, "README.md"));
        }
        paths.put("d", List.of("docs/x"));

        assertThat(propose(Definitions.DEFAULT)).extracting(Proposal::id).containsExactly("service:api", "service:web");
    }

    @Test
    void computesWhatAProposalWouldChange() {
        deployed("1", "green");
        Proposal proposal = propose(Definitions.DEFAULT).getFirst();
        var effect = new EffectOfDefinitions(
                REPOSITORY,
                facts(),
                FlowFacts.NONE,
                authors -> CommitGraph.of(List.<CommitFact>of(), authors),
                Authors.WITHOUT_AGENTS,
                new Window(NOON.minusSeconds(86_400), NOON.plusSeconds(86_400), ZoneOffset.UTC));

        Map<String, Value> before = effect.values(Definitions.DEFAULT, "");
        Map<String, Value> after =
                effect.values(proposal.addedTo(DefinitionsBody.EMPTY).read(), proposal.service());

        assertThat(before.get("deploymentFrequency").n()).isZero();
        assertThat(before.get("changeFailRate").value()).isEmpty();
        assertThat(after.get("deploymentFrequency").n()).isEqualTo(1);
        assertThat(after.get("changeFailRate")).isEqualTo(new Value(OptionalDouble.of(0), 1));
    }

    private List<Proposal> propose(Definitions definitions) {
        return ProposeDefinitions.of(REPOSITORY, facts(), definitions);
    }

    private Facts facts() {
        return Facts.of(statuses, changes, List.of())
                .with(releases, runs, List.of())
                .withPaths(paths);
    }

    private void deployed(String id, String environment) {
        statuses.add(new DeploymentStatusFact(id, id + "1", environment, State.SUCCESS, "main", "a", NOON, NOON));
    }

    private static RunFact run(String workflow, Conclusion conclusion) {
        return new RunFact(
                workflow,
                "",
                1,
                RunFact.Stage.COMPLETED,
                workflow,
                "a",
                Optional.of("main"),
                Optional.of(conclusion),
                Optional.of(NOON),
                NOON);
    }

    private static ChangeFact change(long number, String author) {
        return new ChangeFact(
                number,
                "change",
                author,
                false,
                "main",
                "topic",
                "b",
                false,
                Optional.of("b"),
                NOON,
                Optional.of(NOON),
                Optional.of(NOON),
                NOON);
    }
}

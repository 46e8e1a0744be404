package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.CheckState;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.fact.BuildStepFact;
import dev.millrace.insights.fact.BuildStepFact.Stage;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.PushFact;
import dev.millrace.insights.fact.ReleaseFact;
import dev.millrace.insights.fact.RunFact;
import dev.millrace.insights.metric.Definitions.Service;
import dev.millrace.insights.metric.Definitions.SourceRule;
import dev.millrace.insights.metric.Definitions.TierRule;
import dev.millrace.insights.metric.Deployment.Outcome;
import dev.millrace.insights.metric.DeploymentSource.Builds;
import dev.millrace.insights.metric.DeploymentSource.Merges;
import dev.millrace.insights.metric.DeploymentSource.Releases;
import dev.millrace.insights.metric.DeploymentSource.Statuses;
import dev.millrace.insights.metric.DeploymentSource.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which source counts, and what it says. */
class DeploymentsTest {

    private static final String REPOSITORY = "acme/widgets";
    private static final Workflow DEPLOY = new Workflow(Glob.ofName("deploy*"), Optional.empty(), "production");

    private final List<ReleaseFact> releases = new ArrayList<>();
    private final List<RunFact> runs = new ArrayList<>();
    private final List<BuildStepFact> builds = new ArrayList<>();
    private final Story story = new Story();

    @Test
    void countsOneSourceOnlySinceOneRolloutAppearsInSeveral() {
        story.deploy("1", "a", "2026-03-02T00:00Z");
        run("9", 1, "deploy", CheckState.Conclusion.SUCCESS, "2026-03-02T00:00Z");

        assertThat(ids(new Statuses())).containsExactly("1");
        assertThat(ids(DEPLOY)).containsExactly("run-9-1");
    }

    @Test
    void takesTheFirstRuleThatMatches() {
        var rules = definitions(List.of(
                new SourceRule(Glob.ofName("umbrella/*"), Optional.empty(), new Merges(Optional.empty(), "live")),
                new SourceRule(Glob.ofName("acme/*"), Optional.of(Glob.ofName("api")), new Releases("live")),
                new SourceRule(Glob.ofName("acme/*"), Optional.empty(), DEPLOY),
                new SourceRule(Glob.ofName("*"), Optional.empty(), new Releases("live"))));

        assertThat(Rules.of(rules, REPOSITORY).source()).isEqualTo(DEPLOY);
        assertThat(Rules.of(rules, service("api")).source()).isEqualTo(new Releases("live"));
        assertThat(Rules.of(rules, service("web")).source()).isEqualTo(DEPLOY);
        assertThat(Rules.of(rules, "others/x").source()).isEqualTo(new Releases("live"));
        assertThat(Rules.of(Definitions.DEFAULT, REPOSITORY).source()).isEqualTo(new Statuses());
    }

    @Test
    void datesARunByItsCompletionAndCountsEachAttempt() {
        run("9", 1, "deploy prod", CheckState.Conclusion.FAILURE, "2026-03-02T00:10Z");
        run("9", 2, "deploy prod", CheckState.Conclusion.SUCCESS, "2026-03-02T00:30Z");

        List<Deployment> found = deployments(DEPLOY);

        assertThat(found).extracting(Deployment::id).containsExactly("run-9-1", "run-9-2");
        assertThat(found).extracting(Deployment::outcome).containsExactly(Outcome.FAILURE, Outcome.SUCCESS);
        assertThat(found.getLast().finishedAt()).contains(at("2026-03-02T00:30Z"));
        assertThat(found.getLast().startedAt()).isEqualTo(at("2026-03-02T00:20Z"));
        assertThat(found.getLast().tier()).isEqualTo(Tier.PRODUCTION);
    }

    @Test
    void takesNoCancelledOrSkippedRunForAFailure() {
        for (CheckState.Conclusion conclusion : CheckState.Conclusion.values()) {
            run(conclusion.name(), 1, "deploy", conclusion, "2026-03-02T00:00Z");
        }

        assertThat(deployments(DEPLOY))
                .extracting(deployment -> deployment.id() + " " + deployment.outcome())
                .containsExactlyInAnyOrder(
                        "run-SUCCESS-1 SUCCESS",
                        "run-FAILURE-1 FAILURE",
                        "run-TIMED_OUT-1 FAILURE",
                        "run-STARTUP_FAILURE-1 FAILURE");
    }

    @Test
    void takesRunsOfTheWorkflowAndBranchOnlyAndNoJobs() {
        run("1", 1, "test", CheckState.Conclusion.SUCCESS, "2026-03-02T00:00Z");
        run("2", 1, "deploy", CheckState.Conclusion.SUCCESS, "2026-03-02T00:00Z");
        runs.add(new RunFact(
                "3",
                "31",
                1,
                RunFact.Stage.COMPLETED,
                "deploy",
                "a",
                Optional.of("main"),
                Optional.of(CheckState.Conclusion.SUCCESS),
                Optional.empty(),
                at("2026-03-02T00:00Z")));

        assertThat(ids(new Workflow(Glob.ofName("deploy"), Optional.of(Glob.ofName("main")), "production")))
                .containsExactly("run-2-1");
        assertThat(ids(new Workflow(Glob.ofName("deploy"), Optional.of(Glob.ofName("release/*")), "production")))
                .isEmpty();
    }

    @Test
    void countsAReleaseAtTheCommitOfItsTag() {
        release("5", "v1", false, "2026-03-02T00:00Z");
        release("5", "v1", false, "2026-03-03T00:00Z");
        release("6", "v2-rc", true, "2026-03-04T00:00Z");
        story.pushes.add(
                new PushFact(new UUID(1, 1), "refs/tags/v1", Optional.empty(), Optional.of("a"), false, List.of()));

        List<Deployment> found = deployments(new Releases("production"));

        assertThat(found).extracting(Deployment::id).containsExactly("release-5");
        assertThat(found.getFirst().sha()).isEqualTo("a");
        assertThat(found.getFirst().finishedAt()).contains(at("2026-03-02T00:00Z"));
    }

    @Test
    void doesNotGuessTheCommitOfATagThatNobodyPushed() {
        release("5", "v1", false, "2026-03-02T00:00Z");

        assertThat(deployments(new Releases("production")).getFirst().sha()).isEmpty();
    }

    @Test
    void countsMergesIntoTheDefaultBranch() {
        story.change(1, "one", "topic", "a", "2026-03-02T00:00Z");
        ChangeFact other = story.changes.getFirst();
        story.changes.add(new ChangeFact(
                2,
                "two",
                "ann",
                false,
                "release/1",
                "topic2",
                "b",
                false,
                Optional.of("b"),
                other.createdAt(),
                other.mergedAt(),
                other.closedAt(),
                other.at()));

        assertThat(ids(new Merges(Optional.empty(), "production"))).containsExactly("change-1");
        assertThat(ids(new Merges(Optional.of(Glob.ofName("release/*")), "production")))
                .containsExactly("change-2");
    }

    @Test
    void countsBuildsOfADeployingPipeline() {
        var id = new UUID(1, 2);
        builds.add(new BuildStepFact(
                id, Stage.STARTED, "deploy", "push", "a", Optional.empty(), Optional.empty(), at("2026-03-02T00:00Z")));
        builds.add(new BuildStepFact(
                id,
                Stage.FINISHED,
                "deploy",
                "push",
                "a",
                Optional.empty(),
                Optional.of(Conclusion.SUCCESS),
                at("2026-03-02T00:05Z")));
        builds.add(new BuildStepFact(
                new UUID(1, 3),
                Stage.FINISHED,
                "test",
                "push",
                "a",
                Optional.empty(),
                Optional.of(Conclusion.SUCCESS),
                at("2026-03-02T00:05Z")));

        List<Deployment> found = deployments(new Builds(Glob.ofName("deploy"), "live"));

        assertThat(found).extracting(Deployment::id).containsExactly("build-" + id);
        assertThat(found.getFirst().startedAt()).isEqualTo(at("2026-03-02T00:00Z"));
        assertThat(found.getFirst().tier()).isEqualTo(Tier.PRODUCTION);
    }

    @Test
    void mapsEnvironmentsByTheTeamsRulesFirstAndListsWhatNoRuleKnows() {
        story.deploy("1", "a", "2026-03-02T00:00Z");
        for (String environment : List.of("eu-1", "prod-shadow", "blue")) {
            story.status(
                    environment,
                    environment,
                    dev.millrace.events.forge.DeploymentStatusChanged.State.SUCCESS,
                    "a",
                    "2026-03-03T00:00Z");
        }
        Rules rules = Rules.of(
                new Definitions(
                        List.of(
                                new TierRule(Glob.ofName("prod-shadow"), Tier.OTHER),
                                new TierRule(Glob.ofName("EU-*"), Tier.PRODUCTION)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Set.of(),
                        Set.of(),
                        List.of(),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Optional.empty()),
                REPOSITORY);

        assertThat(Deployments.of(story.facts(), rules))
                .extracting(deployment -> deployment.environment() + " " + deployment.tier())
                .containsExactlyInAnyOrder(
                        "production PRODUCTION", "eu-1 PRODUCTION", "prod-shadow OTHER", "blue OTHER");
        assertThat(DeploymentLog.unmappedEnvironments(story.facts(), rules)).containsExactly("blue");
    }

    @Test
    void shipsOfAServiceWhatTouchesItsPaths() {
        story.commit("a", "2026-02-20T00:00Z")
                .deploy("1", "a", "2026-03-02T00:00Z")
                .commit("b", "2026-03-03T08:00Z", "a")
                .commit("c", "2026-03-03T09:00Z", "b")
                .commit("d", "2026-03-03T10:00Z", "c")
                .deploy("2", "d", "2026-03-03T12:00Z")
                .commit("e", "2026-03-04T10:00Z", "d")
                .deploy("3", "e", "2026-03-04T12:00Z");
        // b is of the service, c is not, and what d touches is not known
        Facts facts = story.facts()
                .withPaths(Map.of("b", List.of("api/x", "web/y"), "c", List.of("web/y"), "e", List.of("web/z")));
        DeploymentLog log = DeploymentLog.of(
                facts,
                CommitGraph.of(story.commits, Authors.WITHOUT_AGENTS),
                new Scope(Optional.of(Tier.PRODUCTION), Optional.empty()),
                Rules.of(Definitions.DEFAULT, service("api")));

        assertThat(((Effect.Ships) log.successes().get(1).effect()).commits())
                .extracting(ShippedCommit::id)
                .containsExactly("b", "d");
        assertThat(log.successes().get(2).effect()).isInstanceOf(Effect.ShipsNothing.class);
    }

    @Test
    void deploysAServiceToItsEnvironmentsOnly() {
        story.deploy("1", "a", "2026-03-02T00:00Z");
        Service elsewhere =
                new Service(REPOSITORY, "api", List.of(Glob.ofPath("api/**")), List.of(Glob.ofName("api-*")));

        assertThat(Deployments.of(story.facts(), Rules.of(Definitions.DEFAULT, elsewhere)))
                .isEmpty();
    }

    @Test
    void takesLabelsForHotfixes() {
        story.commit("a", "2026-02-20T00:00Z")
                .deploy("1", "a", "2026-03-02T00:00Z")
                .commit("b", "2026-03-02T01:00Z", "a")
                .change(7, "quick", "topic", "b", "2026-03-02T02:00Z")
                .deploy("2", "b", "2026-03-02T03:00Z");
        ChangeFact plain = story.changes.removeLast();
        story.changes.add(new ChangeFact(
                7,
                plain.title(),
                "ann",
                false,
                "main",
                "topic",
                "b",
                false,
                plain.mergeCommitSha(),
                plain.createdAt(),
                plain.mergedAt(),
                plain.closedAt(),
                List.of("Urgent"),
                Optional.empty(),
                plain.at()));

        assertThat(failed(Set.of(), Duration.ofHours(24))).isZero();
        assertThat(failed(Set.of("urgent"), Duration.ofHours(24))).isEqualTo(1);
        // 2 ended three hours after 1
        assertThat(failed(Set.of("urgent"), Duration.ofHours(3))).isEqualTo(1);
        assertThat(failed(Set.of("urgent"), Duration.ofHours(2))).isZero();
    }

    private long failed(Set<String> labels, Duration window) {
        var definitions = new Definitions(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                labels,
                Set.of(),
                List.of(),
                Duration.ofHours(24),
                window,
                Optional.empty());
        Rules rules = Rules.of(definitions, REPOSITORY);
        CommitGraph graph = CommitGraph.of(story.commits, Authors.WITHOUT_AGENTS);
        DeploymentLog log = DeploymentLog.of(
                story.facts(), graph, new Scope(Optional.of(Tier.PRODUCTION), Optional.empty()), rules);
        return FailureLog.of(log, story.facts(), graph, List.of(), rules).stream()
                .filter(JudgedOutcome::failed)
                .count();
    }

    private static Service service(String name) {
        return new Service(REPOSITORY, name, List.of(Glob.ofPath(name + "/**")), List.of());
    }

    private List<String> ids(DeploymentSource source) {
        return deployments(source).stream().map(Deployment::id).toList();
    }

    private List<Deployment> deployments(DeploymentSource source) {
        Facts facts = story.facts().with(releases, runs, builds);
        return Deployments.of(
                facts,
                Rules.of(definitions(List.of(new SourceRule(Glob.ofName("*"), Optional.empty(), source))), REPOSITORY));
    }

    private static Definitions definitions(List<SourceRule> sources) {
        return new Definitions(
                List.of(),
                sources,
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(),
                List.of(),
                Duration.ofHours(24),
                Duration.ofHours(24),
                Optional.empty());
    }

    private void release(String id, String tag, boolean prerelease, String at) {
        releases.add(new ReleaseFact(id, tag, Optional.empty(), prerelease, at(at)));
    }

    private void run(String id, long attempt, String workflow, CheckState.Conclusion conclusion, String at) {
        runs.add(new RunFact(
                id,
                "",
                attempt,
                RunFact.Stage.COMPLETED,
                workflow,
                "a",
                Optional.of("main"),
                Optional.of(conclusion),
                Optional.of(at(at).minusSeconds(600)),
                at(at)));
    }
}

package dev.millrace.insights.settings;

import static java.util.Comparator.comparing;

import dev.millrace.events.forge.CheckState;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.definition.DefinitionsBody.ServiceBody;
import dev.millrace.insights.definition.DefinitionsBody.SourceBody;
import dev.millrace.insights.definition.DefinitionsBody.TierBody;
import dev.millrace.insights.fact.BuildStepFact;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.DeploymentStatusFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.RunFact;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.insights.metric.DeploymentSource;
import dev.millrace.insights.metric.Glob;
import dev.millrace.insights.metric.Rules;
import dev.millrace.insights.metric.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Proposes definitions from the facts of one repository. A function of the set of facts. */
final class ProposeDefinitions {

    private static final List<Glob> DEPLOYING = Stream.of("*deploy*", "*release*", "*publish*", "*rollout*")
            .map(Glob::ofName)
            .toList();
    private static final List<Glob> ROBOTS = Stream.of(
                    "*-bot", "bot-*", "*_bot", "*robot*", "*-ci", "ci-*", "*automation*", "renovate*", "dependabot*")
            .map(Glob::ofName)
            .toList();
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final int FEW_CHANGES = 3;
    private static final int FEW_COMMITS = 20;
    private static final double PART_OF_A_SERVICE = 0.2;
    private static final int MOST_OF_A_KIND = 5;

    private final String repository;
    private final Facts facts;
    private final Definitions definitions;
    private final Rules rules;
    private final List<Proposal> proposals = new ArrayList<>();

    private ProposeDefinitions(String repository, Facts facts, Definitions definitions) {
        this.repository = repository;
        this.facts = facts;
        this.definitions = definitions;
        this.rules = Rules.of(definitions, repository);
    }

    /**
     * What the facts suggest beside the definitions of today.
     *
     * @param repository {@code owner/name}
     */
    static List<Proposal> of(String repository, Facts facts, Definitions definitions) {
        var propose = new ProposeDefinitions(repository, facts, definitions);
        boolean production = propose.environment();
        if (!production) {
            propose.source();
        }
        propose.bots();
        propose.services();
        return List.copyOf(propose.proposals);
    }

    /** Returns whether there is an environment of production, today or as proposed. */
    private boolean environment() {
        if (!(rules.source() instanceof DeploymentSource.Statuses)) {
            return true;
        }
        Map<String, Long> successes = count(
                facts.statuses().stream().filter(status -> status.state() == State.SUCCESS),
                DeploymentStatusFact::environment);
        if (successes.keySet().stream().anyMatch(name -> rules.tier(name) == Tier.PRODUCTION)) {
            return true;
        }
        Optional<Map.Entry<String, Long>> most = successes.entrySet().stream()
                .filter(entry -> definitions.isUnmapped(entry.getKey()))
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        most.ifPresent(entry -> add(
                "environment:" + entry.getKey(),
                "no environment is production, and '%s' has the most successful deployments of those that no rule knows: %d"
                        .formatted(entry.getKey(), entry.getValue()),
                tiers(entry.getKey())));
        return most.isPresent();
    }

    /** Without deployments at the forge: what is most like one. */
    private void source() {
        Optional<Map.Entry<String, Long>> workflow = most(
                facts.runs().stream()
                        .filter(run ->
                                run.isRun() && run.conclusion().equals(Optional.of(CheckState.Conclusion.SUCCESS))),
                RunFact::workflow);
        Optional<Map.Entry<String, Long>> pipeline = most(
                facts.builds().stream().filter(build -> build.conclusion().equals(Optional.of(Conclusion.SUCCESS))),
                BuildStepFact::pipeline);
        long releases = facts.releases().stream()
                .filter(release -> !release.prerelease())
                .count();
        long merges = facts.changes().stream()
                .filter(change -> change.mergedAt().isPresent())
                .count();
        if (workflow.isPresent()) {
            String name = workflow.get().getKey();
            add(
                    "source:workflow:" + name,
                    "the workflow '%s' succeeded %d times"
                            .formatted(name, workflow.get().getValue()),
                    source("workflow", Optional.of(name), Optional.empty()));
        } else if (pipeline.isPresent()) {
            String name = pipeline.get().getKey();
            add(
                    "source:builds:" + name,
                    "the pipeline '%s' succeeded %d times"
                            .formatted(name, pipeline.get().getValue()),
                    source("builds", Optional.empty(), Optional.of(name)));
        } else if (releases > 0) {
            add(
                    "source:releases",
                    "there are no deployments, and %d releases".formatted(releases),
                    source("releases", Optional.empty(), Optional.empty()));
        } else if (merges > 0) {
            add(
                    "source:merges",
                    "there are no deployments and no releases, and %d merged changes".formatted(merges),
                    source("merges", Optional.empty(), Optional.empty()));
        }
    }

    private static <T> Optional<Map.Entry<String, Long>> most(Stream<T> things, Function<T, String> name) {
        return count(things, name).entrySet().stream()
                .filter(entry -> matches(DEPLOYING, entry.getKey()))
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
    }

    private void bots() {
        count(
                        facts.changes().stream()
                                .filter(change -> !change.authorIsBot()
                                        && !change.authorLogin().endsWith("[bot]")
                                        && matches(ROBOTS, change.authorLogin())
                                        && !matches(definitions.bots(), change.authorLogin())),
                        ChangeFact::authorLogin)
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue() >= FEW_CHANGES)
                .sorted(comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST_OF_A_KIND)
                .forEach(entry -> add(
                        "bot:" + entry.getKey(),
                        "'%s' opened %d changes, and is named like a program"
                                .formatted(entry.getKey(), entry.getValue()),
                        bots(entry.getKey())));
    }

    /** Folders that much is done in, if there are at least two of them. */
    private void services() {
        if (!definitions.services(repository).isEmpty() || facts.paths().size() < FEW_COMMITS) {
            return;
        }
        Map<String, Long> commits = new TreeMap<>();
        facts.paths()
                .values()
                .forEach(paths -> paths.stream()
                        .filter(path -> path.indexOf('/') > 0)
                        .map(path -> path.substring(0, path.indexOf('/')))
                        .distinct()
                        .forEach(folder -> commits.merge(folder, 1L, Long::sum)));
        List<String> folders = commits.entrySet().stream()
                .filter(entry -> SERVICE.matcher(entry.getKey()).matches()
                        && entry.getValue() >= PART_OF_A_SERVICE * facts.paths().size())
                .map(Map.Entry::getKey)
                .limit(MOST_OF_A_KIND)
                .toList();
        if (folders.size() > 1) {
            folders.forEach(folder -> proposals.add(new Proposal(
                    "service:" + folder,
                    "%d of %d commits touch the folder '%s'"
                            .formatted(commits.get(folder), facts.paths().size(), folder),
                    service(folder),
                    folder)));
        }
    }

    private void add(String id, String reason, DefinitionsBody adds) {
        proposals.add(new Proposal(id, reason, adds, ""));
    }

    private static <T> Map<String, Long> count(Stream<T> things, Function<T, String> name) {
        return things.collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()));
    }

    private static boolean matches(List<Glob> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }

    private static DefinitionsBody tiers(String environment) {
        return body(
                List.of(new TierBody(Optional.of(environment), Optional.of("production"))),
                List.of(),
                List.of(),
                List.of());
    }

    private DefinitionsBody source(String source, Optional<String> workflow, Optional<String> pipeline) {
        return body(
                List.of(),
                List.of(new SourceBody(
                        Optional.of(repository),
                        Optional.empty(),
                        Optional.of(source),
                        workflow,
                        Optional.empty(),
                        pipeline,
                        Optional.empty())),
                List.of(),
                List.of());
    }

    private DefinitionsBody service(String folder) {
        return body(
                List.of(),
                List.of(),
                List.of(new ServiceBody(
                        Optional.of(repository), Optional.of(folder), List.of(folder + "/**"), List.of())),
                List.of());
    }

    private static DefinitionsBody bots(String login) {
        return body(List.of(), List.of(), List.of(), List.of(login));
    }

    private static DefinitionsBody body(
            List<TierBody> tiers, List<SourceBody> sources, List<ServiceBody> services, List<String> bots) {
        return new DefinitionsBody(
                tiers,
                sources,
                services,
                bots,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

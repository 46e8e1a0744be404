package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.PushFact;
import dev.millrace.insights.fact.ReleaseFact;
import dev.millrace.insights.metric.BuildRuns.BuildRun;
import dev.millrace.insights.metric.Deployment.Outcome;
import dev.millrace.insights.metric.DeploymentSource.Builds;
import dev.millrace.insights.metric.DeploymentSource.Merges;
import dev.millrace.insights.metric.DeploymentSource.Releases;
import dev.millrace.insights.metric.DeploymentSource.Statuses;
import dev.millrace.insights.metric.DeploymentSource.Workflow;
import dev.millrace.insights.metric.ForeignRuns.ForeignRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the deployments of a repository or service from the one source that counts for it. */
final class Deployments {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** A push that no rule sets apart goes to one of these, where the forge has not named its default branch. */
    private static final List<String> USUAL_BRANCHES = List.of("main", "master");

    private Deployments() {}

    /** By id; one that is not deployed to the service's environments is none of its. */
    static List<Deployment> of(Facts facts, Rules rules) {
        Stream<Deployment> all = switch (rules.source()) {
            case Statuses statuses -> Deployment.of(facts.statuses(), rules).stream();
            case Workflow workflow -> runs(facts, workflow, rules);
            case Releases(String environment) -> releases(facts, environment, rules);
            case Merges merges -> merges(facts, merges, rules);
            case Builds builds -> builds(facts, builds, rules);
        };
        return all.filter(deployment -> rules.isDeployedTo(deployment.environment()))
                .sorted(comparing(Deployment::id, ForgeNumber.ORDER))
                .toList();
    }

    /** Each attempt by itself, when it completed. What was cancelled or skipped has not failed, and deployed nothing. */
    private static Stream<Deployment> runs(Facts facts, Workflow source, Rules rules) {
        return ForeignRuns.of(facts.runs()).stream()
                .filter(run -> source.workflow().matches(run.workflow())
                        && (source.branch().isEmpty()
                                || run.branch()
                                        .filter(source.branch().get()::matches)
                                        .isPresent()))
                .flatMap(run -> outcome(run)
                        .map(outcome -> ended(
                                run.id(),
                                source.environment(),
                                run.sha(),
                                run.branch().orElse(""),
                                run.startedAt().orElse(run.completedAt()),
                                run.completedAt(),
                                outcome,
                                rules))
                        .stream());
    }

    private static Optional<Outcome> outcome(ForeignRun run) {
        return switch (run.conclusion()) {
            case SUCCESS -> Optional.of(Outcome.SUCCESS);
            case FAILURE, TIMED_OUT, STARTUP_FAILURE -> Optional.of(Outcome.FAILURE);
            case NEUTRAL, CANCELLED, SKIPPED, ACTION_REQUIRED, STALE, UNKNOWN -> Optional.empty();
        };
    }

    private static Stream<Deployment> builds(Facts facts, Builds source, Rules rules) {
        return BuildRuns.of(facts.builds()).stream()
                .filter(build -> source.pipeline().matches(build.pipeline()))
                .flatMap(build -> outcome(build)
                        .map(outcome -> ended(
                                "build-" + build.id(),
                                source.environment(),
                                build.sha(),
                                "",
                                build.startedAt().or(build::queuedAt).orElse(build.finishedAt()),
                                build.finishedAt(),
                                outcome,
                                rules))
                        .stream());
    }

    private static Optional<Outcome> outcome(BuildRun build) {
        return switch (build.conclusion()) {
            case SUCCESS -> Optional.of(Outcome.SUCCESS);
            case FAILURE, TIMED_OUT, ERROR -> Optional.of(Outcome.FAILURE);
            case CANCELLED, SKIPPED -> Optional.empty();
        };
    }

    /** When it was published first as one for production. */
    private static Stream<Deployment> releases(Facts facts, String environment, Rules rules) {
        return facts.releases().stream()
                .filter(release -> !release.prerelease())
                .collect(groupingBy(ReleaseFact::releaseId))
                .values()
                .stream()
                .map(same -> same.stream()
                        .min(comparing(ReleaseFact::publishedAt)
                                .thenComparing(ReleaseFact::tag)
                                .thenComparing(ReleaseFact::toString))
                        .orElseThrow())
                .map(release -> ended(
                        "release-" + release.releaseId(),
                        environment,
                        commit(facts, release),
                        release.tag(),
                        release.publishedAt(),
                        release.publishedAt(),
                        Outcome.SUCCESS,
                        rules));
    }

    /** What the tag was pushed at; a tag that was never pushed is made of its target. Empty text if neither is known. */
    private static String commit(Facts facts, ReleaseFact release) {
        return facts.pushes().stream()
                .filter(push -> push.ref().equals("refs/tags/" + release.tag()))
                .flatMap(push -> push.after().stream().map(after -> new TagPush(push, after)))
                .min(Comparator.comparing((TagPush tag) -> tag.push().before().isPresent())
                        .thenComparing(tag -> tag.push().eventId()))
                .map(TagPush::commit)
                .or(() ->
                        release.target().filter(target -> COMMIT.matcher(target).matches()))
                .orElse("");
    }

    private record TagPush(PushFact push, String commit) {}

    private static Stream<Deployment> merges(Facts facts, Merges source, Rules rules) {
        return MergedChanges.newestVersions(facts.changes()).stream()
                .filter(change -> change.mergedAt().isPresent()
                        && change.mergeCommitSha().isPresent()
                        && goesTo(change, source, facts.defaultBranch()))
                .map(change -> ended(
                        "change-" + change.number(),
                        source.environment(),
                        change.mergeCommitSha().orElseThrow(),
                        change.baseRef(),
                        change.mergedAt().orElseThrow(),
                        change.mergedAt().orElseThrow(),
                        Outcome.SUCCESS,
                        rules));
    }

    private static boolean goesTo(ChangeFact change, Merges source, Optional<String> defaultBranch) {
        return source.branch()
                .map(branch -> branch.matches(change.baseRef()))
                .orElseGet(() -> defaultBranch
                        .map(change.baseRef()::equals)
                        .orElseGet(() -> USUAL_BRANCHES.contains(change.baseRef())));
    }

    private static Deployment ended(
            String id,
            String environment,
            String sha,
            String ref,
            Instant startedAt,
            Instant finishedAt,
            Outcome outcome,
            Rules rules) {
        return new Deployment(
                id,
                environment,
                sha,
                ref,
                startedAt,
                startedAt,
                Optional.of(finishedAt),
                outcome,
                Optional.empty(),
                rules.tier(environment));
    }
}

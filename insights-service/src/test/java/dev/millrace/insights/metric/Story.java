package dev.millrace.insights.metric;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.DeploymentStatusFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.IncidentFact;
import dev.millrace.insights.fact.PushFact;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Facts of one small repository, built line by line. Ids are short words; times look like {@code 2026-03-02T10:00Z}. */
final class Story {

    final List<DeploymentStatusFact> statuses = new ArrayList<>();
    final List<ChangeFact> changes = new ArrayList<>();
    final List<PushFact> pushes = new ArrayList<>();
    final List<CommitFact> commits = new ArrayList<>();
    final List<IncidentFact> incidents = new ArrayList<>();
    private final List<String> agents = new ArrayList<>();

    static Instant at(String text) {
        return java.time.OffsetDateTime.parse(text).toInstant();
    }

    Story commit(String id, String at, String... parents) {
        return written(id, at, at, "Ann <ann@example.org>", parents);
    }

    Story written(String id, String authoredAt, String committedAt, String author, String... parents) {
        String[] parts = author.replace(">", "").split(" <");
        commits.add(new CommitFact(
                id,
                List.of(parents),
                "title of " + id,
                parts[0],
                parts[1],
                at(authoredAt),
                at(committedAt),
                List.of()));
        return this;
    }

    /** A commit with this first line. */
    Story titled(String id, String title, String at, String... parents) {
        commits.add(new CommitFact(id, List.of(parents), title, "Ann", "ann@example.org", at(at), at(at), List.of()));
        return this;
    }

    /** A change that reached the default branch as it was, by a fast-forward to {@code commit}. */
    Story change(long number, String title, String branch, String commit, String mergedAt) {
        changes.add(new ChangeFact(
                number,
                title,
                "ann",
                false,
                "main",
                branch,
                commit,
                false,
                Optional.of(commit),
                at(mergedAt).minusSeconds(3_600),
                Optional.of(at(mergedAt)),
                Optional.of(at(mergedAt)),
                at(mergedAt)));
        return this;
    }

    /** What the team reports; no end while it lasts, no deployment where that is not known. */
    Story incident(String id, String startedAt, String resolvedAt, String deployment) {
        incidents.add(new IncidentFact(
                id,
                "incident " + id,
                at(startedAt),
                resolvedAt.isEmpty() ? Optional.empty() : Optional.of(at(resolvedAt)),
                deployment.isEmpty() ? Optional.empty() : Optional.of(deployment)));
        return this;
    }

    /** What became of each success in production. */
    List<JudgedOutcome> outcomes() {
        return FailureLog.of(log(), facts(), CommitGraph.of(commits, new Authors(agents)), incidents);
    }

    /** Adds a co-author to the commit that was added last. */
    Story coAuthor(String trailer) {
        CommitFact last = commits.removeLast();
        commits.add(new CommitFact(
                last.id(),
                last.parents(),
                last.title(),
                last.authorName(),
                last.authorEmail(),
                last.authoredAt(),
                last.committedAt(),
                List.of(trailer)));
        return this;
    }

    /** The accounts known as agents. */
    Story agents(String... accounts) {
        agents.addAll(List.of(accounts));
        return this;
    }

    /** A success in production; started five minutes before it finished. */
    Story deploy(String id, String sha, String finishedAt) {
        return deploy(id, sha, at(finishedAt).minusSeconds(300).toString(), finishedAt);
    }

    Story deploy(String id, String sha, String startedAt, String finishedAt) {
        status(id, "production", State.IN_PROGRESS, sha, startedAt);
        return status(id, "production", State.SUCCESS, sha, finishedAt);
    }

    Story status(String id, String environment, State state, String sha, String at) {
        statuses.add(new DeploymentStatusFact(
                id, id + "000" + statuses.size(), environment, state, "main", sha, at(at).minusSeconds(60), at(at)));
        return this;
    }

    Story merged(long number, String headRef, String headSha, String mergeCommit, String createdAt, boolean fork) {
        return merged("ann", number, headRef, headSha, mergeCommit, createdAt, fork);
    }

    Story mergedByBot(long number, String headRef, String headSha, String mergeCommit, String createdAt) {
        return merged("renovate[bot]", number, headRef, headSha, mergeCommit, createdAt, false);
    }

    private Story merged(
            String author,
            long number,
            String headRef,
            String headSha,
            String mergeCommit,
            String createdAt,
            boolean fork) {
        changes.add(new ChangeFact(
                number,
                "change " + number,
                author,
                false,
                "main",
                headRef,
                headSha,
                fork,
                Optional.of(mergeCommit),
                at(createdAt),
                Optional.of(at("2026-03-20T00:00Z")),
                Optional.of(at("2026-03-20T00:00Z")),
                at("2026-03-20T00:00Z")));
        return this;
    }

    Story push(String branch, String before, String after, boolean forced, PushedCommit... listed) {
        pushes.add(new PushFact(
                new UUID(7, pushes.size()),
                "refs/heads/" + branch,
                before.isEmpty() ? Optional.empty() : Optional.of(before),
                Optional.of(after),
                forced,
                List.of(listed)));
        return this;
    }

    static PushedCommit pushed(String id, String at) {
        return new PushedCommit(id, "title of " + id, Optional.of("ann"), at(at));
    }

    Facts facts() {
        return Facts.of(statuses, changes, pushes);
    }

    DeploymentLog log() {
        return log(new Scope(Optional.of(Tier.PRODUCTION), Optional.empty()));
    }

    DeploymentLog log(Scope scope) {
        return DeploymentLog.of(facts(), CommitGraph.of(commits, new Authors(agents)), scope);
    }

    /** What each success did, in order: {@code 7 ships a,b}. */
    List<String> effects() {
        return log().successes().stream()
                .map(judged -> judged.deployment().id() + " " + text(judged.effect()))
                .toList();
    }

    private static String text(Effect effect) {
        return switch (effect) {
            case Effect.Ships(var shipped, var numbers) ->
                "ships "
                        + String.join(
                                ",", shipped.stream().map(ShippedCommit::id).toList())
                        + (numbers.isEmpty()
                                ? ""
                                : " by "
                                        + numbers.stream()
                                                .map(ShippedChange::number)
                                                .toList());
            case Effect.Unknown(var reason) -> "unknown " + reason;
            case Effect.Redeploy redeploy -> "redeploys";
            case Effect.OutOfOrder outOfOrder -> "was overtaken";
            case Effect.Rollback rollback -> "rolls back";
            case Effect.ShipsNothing nothing -> "ships nothing";
        };
    }
}

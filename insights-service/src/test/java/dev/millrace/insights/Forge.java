package dev.millrace.insights;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.events.pipeline.Build;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.Conclusion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Events of one repository at a forge and of its mirror, as the other services send them. Commits are short words. */
public final class Forge {

    private static final Actor ANN = new Actor("5", "ann", Actor.Kind.USER);

    public final MirroredRepository mirror;
    public final ForgeRepository repository;

    /** A repository that no other test uses. */
    public Forge(String team, String name) {
        String id = Integer.toString(Math.floorMod((team + name).hashCode(), 1_000_000));
        this.repository = new ForgeRepository(
                "forge.test", id, name, "https://forge.test/" + name + ".git", "main", false, false);
        this.mirror = new MirroredRepository(EventIds.of(team, name), team, name, Optional.of(repository.key()));
    }

    /** 40 hex digits for a word. */
    public static String sha(String word) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(word.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    public static ReachedCommit commit(String word, Instant at, String... parents) {
        return commit(word, at, at, parents);
    }

    public static ReachedCommit commit(String word, Instant authoredAt, Instant committedAt, String... parents) {
        return new ReachedCommit(
                sha(word),
                List.of(parents).stream().map(Forge::sha).toList(),
                "title of " + word,
                "Ann",
                "ann@example.org",
                authoredAt,
                committedAt);
    }

    public static ReachedCommit coAuthored(ReachedCommit commit, String... coAuthors) {
        return new ReachedCommit(
                commit.id(),
                commit.parents(),
                commit.title(),
                commit.authorName(),
                commit.authorEmail(),
                commit.authoredAt(),
                commit.committedAt(),
                List.of(coAuthors));
    }

    public Event reached(ReachedCommit... commits) {
        return new CommitsReached(
                EventIds.of(mirror.id(), "reached", List.of(commits).hashCode()),
                mirror,
                "refs/heads/main",
                commits[0].id(),
                1,
                0,
                List.of(commits),
                commits[0].committedAt());
    }

    public Event moved(String branch, String word, Instant at) {
        return new RefsMoved(
                EventIds.of(mirror.id(), branch, word, at),
                mirror,
                RefsMoved.Cause.SYNC,
                1,
                0,
                List.of(new RefsMoved.RefMove("refs/heads/" + branch, Optional.empty(), Optional.of(sha(word)))),
                List.of(),
                at);
    }

    public Event synced(Instant at) {
        return new SyncSucceeded(EventIds.of(mirror.id(), "synced", at), mirror, new UUID(1, 2), 0, 1, at);
    }

    public DeploymentStatusChanged status(
            String deployment, String status, String environment, State state, String word, Instant at) {
        return new DeploymentStatusChanged(
                EventIds.of(repository.key(), deployment, status, state, word, at),
                repository,
                Optional.of("77"),
                Optional.of(ANN),
                deployment,
                status,
                environment,
                state,
                "main",
                sha(word),
                at.minusSeconds(600),
                at);
    }

    /** A success in production. */
    public Event deployed(String deployment, String word, Instant at) {
        return status(deployment, deployment + "1", "production", State.SUCCESS, word, at);
    }

    public Event pushed(String branch, String before, String after, RefPushed.PushedCommit... commits) {
        return new RefPushed(
                EventIds.of(repository.key(), branch, before, after),
                repository,
                Optional.of("77"),
                Optional.of(ANN),
                "refs/heads/" + branch,
                before.isEmpty() ? Optional.empty() : Optional.of(sha(before)),
                Optional.of(sha(after)),
                false,
                List.of(commits),
                Instant.EPOCH);
    }

    public static RefPushed.PushedCommit listed(String word, Instant at) {
        return new RefPushed.PushedCommit(sha(word), "title of " + word, Optional.of("ann"), at);
    }

    public Event change(
            long number, String headRef, String head, Optional<String> mergedAs, Instant createdAt, Instant updatedAt) {
        return new ChangeUpdated(
                EventIds.of(repository.key(), number, head, mergedAs, updatedAt),
                repository,
                Optional.of("77"),
                Optional.of(ANN),
                mergedAs.isPresent() ? ChangeUpdated.Action.MERGED : ChangeUpdated.Action.SYNCHRONIZED,
                number,
                "change " + number,
                ANN,
                false,
                "main",
                Optional.of(sha("base")),
                headRef,
                sha(head),
                false,
                mergedAs.map(Forge::sha),
                createdAt,
                mergedAs.map(merge -> updatedAt),
                mergedAs.map(merge -> updatedAt),
                List.of(),
                "https://forge.test/" + number,
                updatedAt);
    }

    public Event renamed(String newName, Instant at) {
        var now = new ForgeRepository(
                repository.instance(),
                repository.id(),
                newName,
                repository.cloneUrl(),
                repository.defaultBranch(),
                false,
                true);
        return new RepositoryUpdated(
                EventIds.of(repository.key(), newName, at),
                now,
                Optional.empty(),
                Optional.empty(),
                RepositoryUpdated.Action.RENAMED,
                Optional.of(repository.fullName()),
                at);
    }

    public Event queued(String build, Instant at) {
        return new BuildQueued(EventIds.of(build, "queued"), build(build), at);
    }

    public Event finished(String build, Conclusion conclusion, Instant at) {
        return new BuildFinished(EventIds.of(build, "finished"), build(build), conclusion, at);
    }

    private Build build(String build) {
        return new Build(
                EventIds.of(mirror.id(), build),
                mirror.id(),
                mirror.team(),
                mirror.name(),
                "ci",
                "pull_request.opened",
                sha("x"),
                Optional.of(7L));
    }
}

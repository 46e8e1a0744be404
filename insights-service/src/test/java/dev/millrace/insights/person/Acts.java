package dev.millrace.insights.person;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.IdentityChanged;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What accounts do in one repository at {@code forge.test}, and whose they are. Numbers stand for seconds. */
final class Acts {

    private static final String SHA = "1111111111111111111111111111111111111111";

    final ForgeRepository repository;

    Acts(String id) {
        this.repository =
                new ForgeRepository("forge.test", id, "acme/r" + id, "https://forge.test/r.git", "main", false, false);
    }

    static Instant at(long second) {
        return Instant.parse("2026-03-01T00:00:00Z").plusSeconds(second);
    }

    static Actor person(String id, String login) {
        return new Actor(id, login, Actor.Kind.USER);
    }

    static Actor bot(String id, String login) {
        return new Actor(id, login, Actor.Kind.BOT);
    }

    RefPushed pushed(String name, Actor actor, long at, String... authors) {
        return new RefPushed(
                EventIds.of(repository.key(), name),
                repository,
                Optional.empty(),
                Optional.of(actor),
                "refs/heads/main",
                Optional.of(SHA),
                Optional.of(SHA),
                false,
                Stream.of(authors)
                        .map(author -> new RefPushed.PushedCommit(
                                "commit-of-" + author + "-in-" + name, "title", Optional.of(author), at(at)))
                        .toList(),
                at(at));
    }

    ChangeUpdated change(long number, Actor author, long openedAt, Optional<Instant> mergedAt, long at) {
        return new ChangeUpdated(
                EventIds.of(repository.key(), number, at),
                repository,
                Optional.empty(),
                Optional.of(author),
                ChangeUpdated.Action.EDITED,
                number,
                "title",
                author,
                false,
                "main",
                Optional.of(SHA),
                "topic",
                SHA,
                false,
                mergedAt.map(merged -> SHA),
                at(openedAt),
                mergedAt,
                mergedAt,
                List.of(),
                "https://forge.test/" + number,
                at(at));
    }

    DeploymentCreated requested(String id, Actor actor, long at) {
        return new DeploymentCreated(
                EventIds.of(repository.key(), "deployment", id),
                repository,
                Optional.empty(),
                Optional.of(actor),
                id,
                "production",
                Optional.empty(),
                "main",
                SHA,
                at(at));
    }

    DeploymentStatusChanged deployed(String id, Actor actor, long requestedAt, long at) {
        return new DeploymentStatusChanged(
                EventIds.of(repository.key(), "status", id, at),
                repository,
                Optional.empty(),
                Optional.of(actor),
                id,
                id + at,
                "production",
                DeploymentStatusChanged.State.SUCCESS,
                "main",
                SHA,
                at(requestedAt),
                at(at));
    }

    ChangeReviewed reviewed(String id, Actor reviewer, ChangeReviewed.Action action, long at) {
        return new ChangeReviewed(
                EventIds.of(repository.key(), "review", id, action),
                repository,
                Optional.empty(),
                Optional.of(reviewer),
                action,
                7,
                id,
                Optional.of(reviewer),
                ChangeReviewed.Verdict.APPROVED,
                Optional.empty(),
                Optional.of(SHA),
                Optional.empty(),
                at(at));
    }

    /** The account belongs to the user from this time on. */
    static IdentityChanged linked(UUID user, String accountId, String login, long at) {
        return new IdentityChanged(
                UUID.randomUUID(),
                EventIds.of(accountId, login, at),
                "forge.test",
                accountId,
                login,
                user,
                "Name of " + user,
                List.of("acme"),
                at(at),
                Optional.empty(),
                at(at));
    }

    /** The same link when it has ended. */
    static IdentityChanged ended(IdentityChanged link, long at) {
        return new IdentityChanged(
                UUID.randomUUID(),
                link.linkId(),
                link.instance(),
                link.accountId(),
                link.login(),
                link.user(),
                link.name(),
                link.teams(),
                link.linkedAt(),
                Optional.of(at(at)),
                at(at));
    }

    /** The same link, with other teams of its user. */
    static IdentityChanged withTeams(IdentityChanged link, List<String> teams, long at) {
        return new IdentityChanged(
                UUID.randomUUID(),
                link.linkId(),
                link.instance(),
                link.accountId(),
                link.login(),
                link.user(),
                link.name(),
                teams,
                link.linkedAt(),
                link.unlinkedAt(),
                at(at));
    }
}

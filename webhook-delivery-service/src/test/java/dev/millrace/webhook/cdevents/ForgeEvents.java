package dev.millrace.webhook.cdevents;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.pipeline.Build;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Events of a repository at a forge, and a build, for tests. */
public final class ForgeEvents {

    public static final String ONE = "1".repeat(40);
    public static final String TWO = "2".repeat(40);
    public static final Instant AT = Instant.parse("2026-11-20T10:15:30.123456Z");

    private static final Optional<Actor> MONA = Optional.of(new Actor("77", "mona", Actor.Kind.USER));

    private final ForgeRepository repository;

    public ForgeEvents(ForgeRepository repository) {
        this.repository = repository;
    }

    /** Of {@code acme/widgets} at GitHub. */
    public static ForgeEvents ofWidgets(String id) {
        return new ForgeEvents(repository("github.com", id));
    }

    static ForgeRepository repository(String instance, String id) {
        return new ForgeRepository(
                instance,
                id,
                "Acme/widgets",
                "https://%s/Acme/widgets.git".formatted(instance),
                "main",
                true,
                false,
                Optional.of("42"));
    }

    public RefPushed pushed(String ref, Optional<String> before, Optional<String> after) {
        return new RefPushed(
                UUID.randomUUID(),
                repository,
                Optional.of("5501"),
                MONA,
                ref,
                before,
                after,
                false,
                List.of(),
                Optional.of(3),
                AT);
    }

    public RefPushed reconciled(String ref, Optional<String> before, Optional<String> after) {
        return RefPushed.reconciled(UUID.randomUUID(), repository, Optional.of("5501"), ref, before, after, AT);
    }

    Event announced(String ref) {
        return new RefAnnounced(UUID.randomUUID(), repository, Optional.of("5501"), MONA, ref, true, AT);
    }

    public ChangeUpdated change(ChangeUpdated.Action action, long number, String title) {
        boolean merged = action == ChangeUpdated.Action.MERGED;
        boolean closed = merged || action == ChangeUpdated.Action.CLOSED;
        return new ChangeUpdated(
                UUID.randomUUID(),
                repository,
                Optional.of("5501"),
                MONA,
                action,
                number,
                title,
                MONA.orElseThrow(),
                false,
                "main",
                Optional.of(ONE),
                "wheel",
                TWO,
                true,
                merged ? Optional.of(TWO) : Optional.empty(),
                AT.minusSeconds(3600),
                merged ? Optional.of(AT) : Optional.empty(),
                closed ? Optional.of(AT) : Optional.empty(),
                List.of("mechanics"),
                "https://github.com/Acme/widgets/pull/" + number,
                AT);
    }

    Event reviewed(ChangeReviewed.Action action) {
        return new ChangeReviewed(
                UUID.randomUUID(),
                repository,
                Optional.of("5501"),
                MONA,
                action,
                7,
                "237",
                MONA,
                ChangeReviewed.Verdict.APPROVED,
                Optional.empty(),
                Optional.of(TWO),
                Optional.of("https://github.com/Acme/widgets/pull/7#pullrequestreview-237"),
                AT);
    }

    Event repository(RepositoryUpdated.Action action) {
        return new RepositoryUpdated(
                UUID.randomUUID(),
                repository,
                Optional.of("5501"),
                MONA,
                action,
                action == RepositoryUpdated.Action.RENAMED ? Optional.of("acme/gadgets") : Optional.empty(),
                AT);
    }

    Event release(ReleaseChanged.Action action) {
        return new ReleaseChanged(
                UUID.randomUUID(),
                repository,
                Optional.of("5501"),
                MONA,
                action,
                "991",
                "v1.0",
                Optional.of("main"),
                Optional.empty(),
                false,
                false,
                Optional.of(AT),
                Optional.of("https://github.com/Acme/widgets/releases/tag/v1.0"),
                AT);
    }

    Event deployment(DeploymentStatusChanged.State state, String environment, String sha) {
        return new DeploymentStatusChanged(
                UUID.randomUUID(),
                repository,
                Optional.of("5501"),
                MONA,
                "314",
                "2718",
                environment,
                state,
                "main",
                sha,
                AT.minusSeconds(60),
                AT);
    }

    public static Build build(String team, UUID repositoryId) {
        return new Build(
                UUID.randomUUID(),
                repositoryId,
                team,
                "acme/widgets",
                "unit-tests",
                "pull_request.opened",
                TWO,
                Optional.of(7L));
    }
}

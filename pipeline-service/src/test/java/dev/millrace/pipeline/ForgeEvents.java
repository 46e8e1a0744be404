package dev.millrace.pipeline;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The events that webhook-ingest would publish about one repository; every call creates a new one. */
public final class ForgeEvents {

    private static final Instant AT = Instant.parse("2026-11-20T09:00:00Z");
    private static final Actor ADA = new Actor("1", "ada", Actor.Kind.USER);

    private final ForgeRepository repository;
    private final Optional<String> installationId;

    public ForgeEvents(String fullName, String id, String installationId) {
        this(repository(fullName, id, installationId), Optional.of(installationId));
    }

    private ForgeEvents(ForgeRepository repository, Optional<String> installationId) {
        this.repository = repository;
        this.installationId = installationId;
    }

    /** The same repository after its owner was renamed, with events of its own hook, which knows no installation. */
    public ForgeEvents renamed(String fullName) {
        return new ForgeEvents(
                repository(fullName, repository.id(), repository.ownerId().orElseThrow()), Optional.empty());
    }

    private static ForgeRepository repository(String fullName, String id, String ownerId) {
        return new ForgeRepository(
                "github.com",
                id,
                fullName,
                "https://github.com/" + fullName + ".git",
                "main",
                true,
                false,
                Optional.of(ownerId));
    }

    public ChangeUpdated change(Action action, long number, String headSha) {
        return change(action, number, headSha, Optional.empty(), false);
    }

    /** An event of a minute before all the others. */
    public ChangeUpdated earlierChange(Action action, long number, String headSha) {
        return change(action, number, headSha, Optional.empty(), false, AT.minusSeconds(60));
    }

    public ChangeUpdated merged(long number, String headSha, String mergeCommit) {
        return change(Action.MERGED, number, headSha, Optional.of(mergeCommit), false);
    }

    public ChangeUpdated fromFork(ChangeUpdated change) {
        return change(change.action(), change.number(), change.headSha(), change.mergeCommitSha(), true);
    }

    public RefPushed push(String ref, Optional<String> before, Optional<String> after) {
        return new RefPushed(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(ADA),
                ref,
                before,
                after,
                false,
                List.of(),
                AT);
    }

    /** A tag that a sync found and the forge did not report. */
    public RefPushed reconciledTag(String name, String after) {
        return RefPushed.reconciled(
                UUID.randomUUID(),
                repository,
                installationId,
                "refs/tags/" + name,
                Optional.empty(),
                Optional.of(after),
                AT);
    }

    private ChangeUpdated change(
            Action action, long number, String headSha, Optional<String> mergeCommit, boolean fromFork) {
        return change(action, number, headSha, mergeCommit, fromFork, AT);
    }

    private ChangeUpdated change(
            Action action,
            long number,
            String headSha,
            Optional<String> mergeCommit,
            boolean fromFork,
            Instant occurredAt) {
        return new ChangeUpdated(
                UUID.randomUUID(),
                repository,
                installationId,
                Optional.of(ADA),
                action,
                number,
                "A change",
                ADA,
                false,
                "main",
                Optional.of("0".repeat(40)),
                "topic",
                headSha,
                fromFork,
                mergeCommit,
                AT,
                mergeCommit.map(commit -> AT),
                Optional.empty(),
                List.of(),
                "https://github.com/acme/widgets/pull/" + number,
                occurredAt);
    }
}

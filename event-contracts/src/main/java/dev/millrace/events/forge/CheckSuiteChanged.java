package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks of a commit were requested, requested again, or have all completed. A push and the request announce the same
 * commit.
 *
 * <p>Wire name {@code forge.check.suite.changed}, version 1. Topic {@code forge.check}, keyed by forge instance and
 * repository id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param action what happened
 * @param suiteId the forge's number for the suite, decimal string
 * @param headSha the commit, 40 hex digits
 * @param headBranch short name; empty for pushes to forks
 * @param state after the event
 * @param appId number of the App that the suite belongs to, decimal string
 * @param changes numbers of this repository's changes with this head; empty for changes from forks
 * @param before commit of the branch before the push that the suite is about, 40 hex digits; empty if the push created the branch,
 *     or the forge does not report it
 * @param occurredAt the forge's {@code updated_at} when it completed; a request: when the delivery reached us, by our clock
 */
public record CheckSuiteChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        String suiteId,
        String headSha,
        Optional<String> headBranch,
        CheckState state,
        Optional<String> appId,
        List<Long> changes,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> before,
        Instant occurredAt)
        implements Event {

    public CheckSuiteChanged {
        changes = List.copyOf(changes);
        // older events lack it
        before = Objects.requireNonNullElse(before, Optional.empty());
    }

    /** One without the commit before. */
    public CheckSuiteChanged(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<Actor> actor,
            Action action,
            String suiteId,
            String headSha,
            Optional<String> headBranch,
            CheckState state,
            Optional<String> appId,
            List<Long> changes,
            Instant occurredAt) {
        this(
                eventId,
                repository,
                installationId,
                actor,
                action,
                suiteId,
                headSha,
                headBranch,
                state,
                appId,
                changes,
                Optional.empty(),
                occurredAt);
    }

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "check-suite/" + suiteId;
    }

    /** What happened to the suite. */
    public enum Action {
        REQUESTED,
        REREQUESTED,
        COMPLETED
    }
}

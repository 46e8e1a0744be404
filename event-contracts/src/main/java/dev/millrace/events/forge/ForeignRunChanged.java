package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A run of the forge's own build system, or one of its jobs, was requested, started or completed. Its events arrive in any
 * order: of two with the same id and attempt, the later status is newer, and a completed one stays completed.
 *
 * <p>Wire name {@code forge.foreignrun.changed}, version 1. Topic {@code forge.check}, keyed by forge instance and repository
 * id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param kind a run, or a job of it
 * @param runId the forge's number for the run, decimal string
 * @param jobId the forge's number for the job, decimal string; only with {@code JOB}
 * @param attempt 1 or more
 * @param workflow name of the workflow; empty if the forge did not report it
 * @param name of the run or job
 * @param headSha the commit, 40 hex digits
 * @param headBranch short name; empty for runs from forks
 * @param state after the event
 * @param webUrl its page at the forge
 * @param startedAt by the forge's clock
 * @param occurredAt when it completed or started, by the forge's clock; else when the delivery reached us
 */
public record ForeignRunChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Kind kind,
        String runId,
        Optional<String> jobId,
        long attempt,
        Optional<String> workflow,
        String name,
        String headSha,
        Optional<String> headBranch,
        CheckState state,
        Optional<String> webUrl,
        Optional<Instant> startedAt,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "foreign-run/" + runId + jobId.map(id -> "/job/" + id).orElse("");
    }

    /** A run, or a job of it. */
    public enum Kind {
        RUN,
        JOB
    }
}

package dev.millrace.events.pipeline;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A job of a build began.
 *
 * <p>Wire name {@code pipeline.job.started}, version 1. Topic {@code pipeline.run}, keyed by our repository id.
 *
 * @param eventId from the build and job
 * @param build which build
 * @param job its name in the pipeline
 * @param occurredAt by pipeline-service's clock
 */
public record JobStarted(UUID eventId, Build build, String job, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return build.repositoryId().toString();
    }

    @Override
    public String subject() {
        return "build/" + build.id();
    }
}

package dev.millrace.events.pipeline;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A build was created and waits for a worker.
 *
 * <p>Wire name {@code pipeline.build.queued}, version 1. Topic {@code pipeline.run}, keyed by our repository id.
 *
 * @param eventId from the build
 * @param build which build
 * @param occurredAt by pipeline-service's clock
 */
public record BuildQueued(UUID eventId, Build build, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return build.repositoryId().toString();
    }

    @Override
    public String subject() {
        return "build/" + build.id();
    }
}

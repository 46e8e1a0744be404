package dev.millrace.events.pipeline;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A build ended; nothing about it changes any more.
 *
 * <p>Wire name {@code pipeline.build.finished}, version 1. Topic {@code pipeline.run}, keyed by our repository id.
 *
 * @param eventId from the build
 * @param build which build
 * @param conclusion how it ended
 * @param occurredAt by pipeline-service's clock
 */
public record BuildFinished(UUID eventId, Build build, Conclusion conclusion, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return build.repositoryId().toString();
    }

    @Override
    public String subject() {
        return "build/" + build.id();
    }
}

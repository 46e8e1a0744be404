package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.ingest.forge.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code deployment} and {@code deployment_status}: a deployment was created, or its status changed. */
final class DeploymentReader {

    private DeploymentReader() {}

    static Optional<List<Event>> created(Delivered delivered, Payload payload) {
        if (!isCreated(payload)) {
            return Optional.empty();
        }
        Payload deployment = payload.at("deployment");
        return Optional.of(List.of(new DeploymentCreated(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                deployment.needId("id"),
                deployment.needText("environment"),
                deployment.text("task"),
                deployment.needText("ref"),
                deployment.needObjectId("sha"),
                deployment.time("created_at").orElse(delivered.receivedAt()))));
    }

    static Optional<List<Event>> status(Delivered delivered, Payload payload) {
        if (!isCreated(payload)) {
            return Optional.empty();
        }
        Payload deployment = payload.at("deployment");
        Payload status = payload.at("deployment_status");
        Word<State> state = Word.of(State.class, State.UNKNOWN, status.needText("state"));
        Instant statusAt = status.time("created_at").orElse(delivered.receivedAt());
        return Optional.of(List.of(new DeploymentStatusChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                deployment.needId("id"),
                status.needId("id"),
                status.text("environment")
                        .or(() -> deployment.text("environment"))
                        .orElseThrow(() -> deployment.missing("environment")),
                state.value(),
                state.unknown(),
                deployment.needText("ref"),
                deployment.needObjectId("sha"),
                deployment.time("created_at").orElse(statusAt),
                statusAt)));
    }

    private static boolean isCreated(Payload payload) {
        return payload.text("action").orElse("created").equals("created");
    }
}

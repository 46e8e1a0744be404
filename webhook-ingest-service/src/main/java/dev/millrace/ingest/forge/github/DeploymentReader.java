package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.ingest.forge.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code deployment_status}: the status of a deployment changed. */
final class DeploymentReader {

    private DeploymentReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        if (!payload.text("action").orElse("created").equals("created")) {
            return Optional.empty();
        }
        Payload deployment = payload.at("deployment");
        Payload status = payload.at("deployment_status");
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
                state(status.needText("state")),
                deployment.needText("ref"),
                deployment.needObjectId("sha"),
                deployment.time("created_at").orElse(statusAt),
                statusAt)));
    }

    private static State state(String state) {
        return switch (state) {
            case "pending" -> State.PENDING;
            case "queued" -> State.QUEUED;
            case "waiting" -> State.WAITING;
            case "in_progress" -> State.IN_PROGRESS;
            case "success" -> State.SUCCESS;
            case "failure" -> State.FAILURE;
            case "error" -> State.ERROR;
            case "inactive" -> State.INACTIVE;
            default -> State.UNKNOWN;
        };
    }
}

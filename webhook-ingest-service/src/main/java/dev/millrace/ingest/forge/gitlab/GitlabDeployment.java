package dev.millrace.ingest.forge.gitlab;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.UnreadablePayload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code deployment}: the status of a deployment changed. The commit is only in the address of its page. */
final class GitlabDeployment {

    private static final Pattern COMMIT = Pattern.compile("/commit/([0-9a-f]{40}|[0-9a-f]{64})$");

    private GitlabDeployment() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        String id = payload.needId("deployment_id");
        String status = payload.needText("status");
        String sha = sha(payload);
        Instant changedAt = payload.time("status_changed_at").orElse(delivered.receivedAt());
        return Optional.of(List.of(new DeploymentStatusChanged(
                delivered.eventId(0),
                GitlabProject.of(delivered.instance(), payload),
                Optional.empty(),
                GitlabProject.user(payload.at("user")),
                id,
                id + "-" + status,
                payload.needText("environment"),
                state(status),
                state(status) == State.UNKNOWN ? Optional.of(status) : Optional.empty(),
                payload.text("ref").orElse(sha),
                sha,
                changedAt,
                changedAt)));
    }

    private static String sha(JsonBody payload) {
        Matcher page = COMMIT.matcher(payload.needText("commit_url"));
        if (!page.find()) {
            throw new UnreadablePayload("commit_url does not end with the id of a commit");
        }
        return page.group(1);
    }

    private static State state(String status) {
        return switch (status) {
            case "created" -> State.PENDING;
            case "blocked" -> State.WAITING;
            case "running" -> State.IN_PROGRESS;
            case "success" -> State.SUCCESS;
            case "failed" -> State.FAILURE;
            case "canceled" -> State.ERROR;
            case "skipped" -> State.INACTIVE;
            default -> State.UNKNOWN;
        };
    }
}

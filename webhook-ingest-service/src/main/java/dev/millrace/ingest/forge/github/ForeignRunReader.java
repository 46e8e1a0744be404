package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.CheckState;
import dev.millrace.events.forge.CheckState.Status;
import dev.millrace.events.forge.ForeignRunChanged;
import dev.millrace.events.forge.ForeignRunChanged.Kind;
import dev.millrace.ingest.forge.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code workflow_run} and {@code workflow_job}: GitHub Actions runs something. */
final class ForeignRunReader {

    private ForeignRunReader() {}

    static Optional<List<Event>> run(Delivered delivered, Payload payload) {
        return switch (payload.action()) {
            case "requested", "in_progress", "completed" ->
                Optional.of(List.of(run(delivered, payload.at("workflow_run"), payload)));
            default -> Optional.empty();
        };
    }

    static Optional<List<Event>> job(Delivered delivered, Payload payload) {
        return switch (payload.action()) {
            case "queued", "waiting", "in_progress", "completed" ->
                Optional.of(List.of(job(delivered, payload.at("workflow_job"), payload)));
            default -> Optional.empty();
        };
    }

    private static Event run(Delivered delivered, Payload run, Payload payload) {
        CheckState state = CheckReader.state(run);
        Optional<Instant> startedAt = run.time("run_started_at").or(() -> run.time("created_at"));
        return new ForeignRunChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                Kind.RUN,
                run.needId("id"),
                Optional.empty(),
                run.number("run_attempt").orElse(1L),
                payload.at("workflow").text("name"),
                run.text("name").or(() -> payload.at("workflow").text("name")).orElse(""),
                run.needObjectId("head_sha"),
                run.text("head_branch"),
                state,
                run.text("html_url"),
                startedAt,
                isCompleted(state) ? run.time("updated_at").orElse(delivered.receivedAt()) : delivered.receivedAt());
    }

    private static Event job(Delivered delivered, Payload job, Payload payload) {
        CheckState state = CheckReader.state(job);
        Optional<Instant> startedAt = job.time("started_at");
        return new ForeignRunChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                Kind.JOB,
                job.needId("run_id"),
                Optional.of(job.needId("id")),
                job.number("run_attempt").orElse(1L),
                job.text("workflow_name"),
                job.text("name").orElse(""),
                job.needObjectId("head_sha"),
                job.text("head_branch"),
                state,
                job.text("html_url"),
                startedAt,
                isCompleted(state)
                        ? job.time("completed_at").orElse(delivered.receivedAt())
                        : startedAt.orElse(delivered.receivedAt()));
    }

    private static boolean isCompleted(CheckState state) {
        return state.status().equals(Optional.of(Status.COMPLETED));
    }
}

package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.CheckRunChanged;
import dev.millrace.events.forge.CheckState;
import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.events.forge.CheckState.Status;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.CommitStatusUpdated;
import dev.millrace.ingest.forge.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code check_suite}, {@code check_run} and {@code status}. */
final class CheckReader {

    private CheckReader() {}

    static Optional<List<Event>> suite(Delivered delivered, Payload payload) {
        return Word.find(CheckSuiteChanged.Action.class, payload.action())
                .map(action -> List.of(suite(delivered, payload, action)));
    }

    static Optional<List<Event>> run(Delivered delivered, Payload payload) {
        return Word.find(CheckRunChanged.Action.class, payload.action())
                .map(action -> List.of(run(delivered, payload, action)));
    }

    /** {@code status} has no action: each is new. */
    static Optional<List<Event>> status(Delivered delivered, Payload payload) {
        Word<CommitStatusUpdated.State> state =
                Word.of(CommitStatusUpdated.State.class, CommitStatusUpdated.State.UNKNOWN, payload.needText("state"));
        return Optional.of(List.of(new CommitStatusUpdated(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                payload.needId("id"),
                payload.needObjectId("sha"),
                payload.text("context").orElse("default"),
                state.value(),
                state.unknown(),
                payload.text("description"),
                payload.text("target_url"),
                payload.texts("branches", "name").toList(),
                payload.time("updated_at").or(() -> payload.time("created_at")).orElse(delivered.receivedAt()))));
    }

    /** What {@code status} and {@code conclusion} of a check, a suite or a run report; both may be null. */
    static CheckState state(Payload check) {
        Optional<Word<Status>> status = check.text("status").map(word -> Word.of(Status.class, Status.UNKNOWN, word));
        Optional<Word<Conclusion>> conclusion =
                check.text("conclusion").map(word -> Word.of(Conclusion.class, Conclusion.UNKNOWN, word));
        return new CheckState(
                status.map(Word::value),
                conclusion.map(Word::value),
                status.flatMap(Word::unknown),
                conclusion.flatMap(Word::unknown));
    }

    private static Event suite(Delivered delivered, Payload payload, CheckSuiteChanged.Action action) {
        Payload suite = payload.at("check_suite");
        boolean completed = action == CheckSuiteChanged.Action.COMPLETED;
        return new CheckSuiteChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                suite.needId("id"),
                suite.needObjectId("head_sha"),
                suite.text("head_branch"),
                state(suite),
                suite.at("app").id("id"),
                changes(payload, suite),
                suite.text("before").flatMap(before -> suite.objectId("before")),
                suite.time("updated_at").filter(at -> completed).orElse(delivered.receivedAt()));
    }

    private static Event run(Delivered delivered, Payload payload, CheckRunChanged.Action action) {
        Payload run = payload.at("check_run");
        Optional<Instant> reportedAt = switch (action) {
            case CREATED -> run.time("started_at");
            case COMPLETED -> run.time("completed_at");
            case REREQUESTED, REQUESTED_ACTION -> Optional.empty();
        };
        return new CheckRunChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                run.needId("id"),
                run.at("check_suite").id("id"),
                run.needText("name"),
                run.needObjectId("head_sha"),
                run.text("external_id"),
                state(run),
                payload.at("requested_action").text("identifier"),
                run.at("app").id("id"),
                changes(payload, run),
                reportedAt.orElse(delivered.receivedAt()));
    }

    /** A check may list changes of other repositories with the same head; their numbers mean nothing here. */
    private static List<Long> changes(Payload payload, Payload check) {
        Optional<String> repository = payload.at("repository").id("id");
        return check.each("pull_requests")
                .filter(change -> change.at("base").at("repo").id("id").equals(repository))
                .flatMap(change -> change.number("number").stream())
                .toList();
    }
}

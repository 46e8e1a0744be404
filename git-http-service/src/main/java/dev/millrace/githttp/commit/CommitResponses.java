package dev.millrace.githttp.commit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.githttp.commit.ChangeNote.Changed;
import dev.millrace.githttp.commit.MergeBranches.Merged;
import dev.millrace.githttp.move.MoveOutcome;
import dev.millrace.githttp.move.MoveStatus;
import dev.millrace.githttp.move.Refusal;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.kit.error.ProblemBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.jgit.lib.ObjectId;

/** The responses of the calls that make commits: what became of the branch, also if nothing did. */
@ApplicationScoped
class CommitResponses {

    private static final int RETRY_SECONDS = 5;

    private final ObjectMapper json;

    CommitResponses(ObjectMapper json) {
        this.json = json;
    }

    Response committed(MoveOutcome<CommitMade> outcome) {
        return switch (outcome) {
            case MoveOutcome.Moved<CommitMade>(CommitMade made) ->
                Response.status(201).entity(CommitBodies.Ack.of(made)).build();
            case MoveOutcome.Refused<CommitMade>(Refusal refusal) -> {
                ObjectNode body = problem(refusal);
                body.putNull("commit");
                String tip = refusal.tip().map(ObjectId::name).orElse("");
                body.putObject("result")
                        .put("success", false)
                        .put("status", MoveStatus.reason(refusal.why()).wireName())
                        .put("message", refusal.message())
                        .put("branch", "")
                        .put("old_sha", tip)
                        .put("new_sha", tip);
                yield refused(refusal, body);
            }
        };
    }

    Response merged(MergeCalls.Answer answer) {
        return switch (answer.outcome()) {
            case MoveOutcome.Moved<Merged>(Merged merged) ->
                Response.ok(body(merged, answer.body())).build();
            case MoveOutcome.Refused<Merged>(Refusal refusal) -> {
                ObjectNode body = problem(refusal);
                if (refusal.why() == Why.CONFLICT && !refusal.conflictPaths().isEmpty()) {
                    ArrayNode paths = body.putArray("conflict_paths");
                    refusal.conflictPaths().forEach(paths::add);
                    body.put("conflict_type", "merge_conflict");
                    body.put(
                            "merge_base_sha",
                            refusal.mergeBase().map(ObjectId::name).orElse(""));
                }
                yield refused(refusal, body);
            }
        };
    }

    private static MergeBodies.Merged body(Merged merged, MergeBodies.Request request) {
        String source = String.valueOf(request.sourceBranch());
        return new MergeBodies.Merged(
                merged.result().wireName(),
                merged.commit().name(),
                merged.tree().name(),
                new MergeBodies.Source(
                        source,
                        source,
                        Boolean.TRUE.equals(request.sourceIsEphemeral()),
                        merged.source().name()),
                new MergeBodies.Target(
                        String.valueOf(request.targetBranch()),
                        Boolean.TRUE.equals(request.targetIsEphemeral()),
                        merged.before().name(),
                        merged.commit().name()),
                merged.base().map(ObjectId::name).orElse(null),
                merged.promoted());
    }

    Response note(NoteCalls.Answer answer, int httpStatus) {
        return switch (answer.outcome()) {
            case MoveOutcome.Moved<Changed>(Changed changed) ->
                Response.status(httpStatus)
                        .entity(new NoteBodies.Written(
                                answer.object(),
                                answer.ref(),
                                answer.ref(),
                                changed.before().map(ObjectId::name).orElse(null),
                                changed.after().name(),
                                new NoteBodies.Result(true, "ok", "note changed")))
                        .build();
            case MoveOutcome.Refused<Changed>(Refusal refusal) -> {
                ObjectNode body = problem(refusal);
                String tip = refusal.tip().map(ObjectId::name).orElse("");
                body.put("sha", answer.object())
                        .put("target_ref", answer.ref())
                        .put("notes_ref", answer.ref())
                        .put("new_ref_sha", tip);
                body.set("result", json.valueToTree(NoteCalls.result(refusal)));
                yield refused(refusal, body);
            }
        };
    }

    private ObjectNode problem(Refusal refusal) {
        return json.valueToTree(
                ProblemBody.of(MoveStatus.of(refusal.why()), refusal.message(), MoveStatus.code(refusal.why()), null));
    }

    private static Response refused(Refusal refusal, ObjectNode body) {
        Response.ResponseBuilder response = Response.status(MoveStatus.of(refusal.why()))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body);
        if (refusal.why() == Why.SYNC_RUNNING || refusal.why() == Why.UPSTREAM_UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        return response.build();
    }
}

package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.lfs.LfsLock;
import dev.millrace.githttp.lfs.LfsOutcome.AlreadyLocked;
import dev.millrace.githttp.lfs.LfsOutcome.Content;
import dev.millrace.githttp.lfs.LfsOutcome.Done;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Locked;
import dev.millrace.githttp.lfs.LfsOutcome.OwnedByAnother;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.githttp.lfs.LockBody.OneBody;
import dev.millrace.kit.http.ByteRange;
import dev.millrace.kit.request.RequestId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.jspecify.annotations.Nullable;

/** Responses of the LFS API: JSON, bytes of objects, and refusals in the form that the API prescribes. */
@Singleton
class LfsResponses {

    private static final String JSON = "application/vnd.git-lfs+json";
    private static final int RETRY_SECONDS = 5;

    private final Transfers transfers;
    private final ObjectMapper json;

    LfsResponses(Transfers transfers, ObjectMapper json) {
        this.transfers = transfers;
        this.json = json;
    }

    /** The response for an outcome without bytes. */
    Response reported(LfsOutcome outcome) {
        return switch (outcome) {
            case Json(Object body) -> json(200, body);
            case Done() -> Response.ok().build();
            case Locked(LfsLock lock) -> lock(201, lock, null);
            case AlreadyLocked(LfsLock lock) -> lock(409, lock, "already locked by " + lock.owner());
            case OwnedByAnother(LfsLock lock) ->
                lock(403, lock, "the lock is %s's: only force opens it".formatted(lock.owner()));
            case Refused(LfsRefusal reason) -> refused(reason);
            case Content _ -> throw new IllegalStateException("bytes are no JSON");
        };
    }

    private Response lock(int status, LfsLock lock, @Nullable String message) {
        return json(status, new OneBody(LockBody.of(lock), message));
    }

    /** A refusal. */
    Response refused(LfsRefusal reason) {
        return refused(LfsStatus.of(reason), reason.message());
    }

    /** A refusal, before the API knows what the request is for. */
    Response refused(int status, String message) {
        transfers.countRefusal(status);
        Response response = json(status, new LfsErrorBody(message, RequestId.current()));
        return status == 401
                ? Response.fromResponse(response)
                        .header("LFS-Authenticate", "Basic realm=\"millrace\"")
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"millrace\"")
                        .build()
                : response;
    }

    /** No permit for a transfer was free in time. */
    Response busy() {
        return Response.fromResponse(refused(429, "too many transfers at once; try again soon"))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    /** The bytes of an object that the client requested, which the transfer sends and closes. */
    Response content(Transfer transfer, LfsCall call, Content content) {
        return switch (content.range()) {
            case ByteRange.Whole _ -> bytes(200, new SendObject(transfers, transfer, call, content, 0, content.size()));
            case ByteRange.Part part ->
                bytes(206, new SendObject(transfers, transfer, call, content, part.first(), part.length()));
            case ByteRange.Unsatisfiable _ ->
                Response.fromResponse(refused(416, "the object has %d bytes".formatted(content.size())))
                        .header("Content-Range", "bytes */" + content.size())
                        .build();
        };
    }

    private static Response bytes(int status, SendObject object) {
        object.transfer().handOver();
        StreamingOutput output = object::send;
        Response.ResponseBuilder response = Response.status(status)
                .entity(output)
                .type("application/octet-stream")
                .header(HttpHeaders.CONTENT_LENGTH, object.length())
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.ETAG, "\"" + object.tag() + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-transform")
                .header("X-Content-Type-Options", "nosniff");
        if (status == 206) {
            response.header("Content-Range", object.contentRange());
        }
        return response.build();
    }

    private Response json(int status, Object body) {
        try {
            return Response.status(status)
                    .entity(json.writeValueAsBytes(body))
                    .type(JSON)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of this package is always writable", e);
        }
    }
}

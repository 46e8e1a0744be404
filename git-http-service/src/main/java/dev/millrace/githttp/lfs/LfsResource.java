package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.access.AccessOutcome;
import dev.millrace.githttp.access.AccessStatus;
import dev.millrace.githttp.access.GitPath;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.lfs.AnswerLocks.LockQuery;
import dev.millrace.githttp.lfs.LfsOutcome.Content;
import dev.millrace.githttp.lfs.LfsOutcome.Done;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.JsonFault;
import dev.millrace.kit.error.MillraceException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/**
 * {@code /<repository>.git/info/lfs/...} for {@code git-lfs}: JSON of the LFS API, and bytes of objects. Every refusal is
 * the JSON that the API prescribes and the client shows.
 */
@Path("/")
@PermitAll
public class LfsResource {

    /**
     * {@code \\G} keeps the router's search at the start of the path. Without it, a path that does not match, such as each request
     * of Git, is tried from every character on, which took a fifth of the time of a request.
     */
    private static final String ADDRESS = "{repository: \\G.+[.]git}/info/lfs/{tail: .*}";

    private static final Logger LOG = Logger.getLogger(LfsResource.class);
    private static final int BUFFER = 64 * 1024;
    private static final int BYTES_OF_AN_OBJECT = 512;

    private final GrantAccess access;
    private final Transfers transfers;
    private final LfsResponses responses;
    private final ObjectMapper json;
    private final LfsConfig config;
    private final String publicAddress;
    private final AnswerBatch answerBatch;
    private final AnswerLocks answerLocks;
    private final TransferObject transferObject;

    LfsResource(
            GrantAccess access,
            Transfers transfers,
            LfsResponses responses,
            ObjectMapper json,
            LfsConfig config,
            AnswerBatch answerBatch,
            AnswerLocks answerLocks,
            TransferObject transferObject,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.access = access;
        this.transfers = transfers;
        this.responses = responses;
        this.json = json;
        this.config = config;
        this.answerBatch = answerBatch;
        this.answerLocks = answerLocks;
        this.transferObject = transferObject;
        this.publicAddress = publicAddress.toString().replaceAll("/+$", "");
    }

    /** The bytes of an object, or a list of locks. */
    @GET
    @Path(ADDRESS)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response get(@Context RoutingContext context) {
        return answered(context, InputStream.nullInputStream());
    }

    /** A batch, a verification, or a call about locks. */
    @POST
    @Path(ADDRESS)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response post(@Context RoutingContext context, InputStream body) {
        Transfer request = transfers.watch(context);
        try {
            return answered(context, request.reading(body));
        } finally {
            request.finish();
        }
    }

    /** An upload. */
    @PUT
    @Path(ADDRESS)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response put(@Context RoutingContext context, InputStream body) {
        return answered(context, body);
    }

    private Response answered(RoutingContext context, InputStream body) {
        try {
            return answer(context, body);
        } catch (JsonProcessingException malformed) {
            return responses.refused(400, JsonFault.describe(malformed));
        } catch (MillraceException failure) {
            LOG.warnf("lfs refused status=%d: %s", failure.status(), failure.message());
            return responses.refused(failure.status(), failure.status() < 500 ? failure.message() : "internal error");
        } catch (IOException | RuntimeException failure) {
            if (context.response().closed()) {
                LOG.infof("lfs request ended early: %s", failure.getMessage());
            } else {
                LOG.error("lfs request failed", failure);
            }
            return responses.refused(500, "internal error");
        }
    }

    private Response answer(RoutingContext context, InputStream body) throws IOException {
        HttpServerRequest request = context.request();
        // the path as sent: the router has normalized the one that it matched
        String path = request.path() == null ? "" : request.path();
        return switch (GitPath.parse(path)) {
            case GitPath.Malformed(String reason) -> responses.refused(400, reason);
            case GitPath.Named named -> {
                Optional<LfsRoute> route = LfsRoute.find(request.method().name(), named.tail());
                yield route.isEmpty()
                        ? responses.refused(404, "there is nothing at this path of the LFS API")
                        : granted(context, body, named, route.get());
            }
        };
    }

    private Response granted(RoutingContext context, InputStream body, GitPath.Named named, LfsRoute route)
            throws IOException {
        return switch (access.decide(named.repository(), route.scope())) {
            case AccessOutcome.Refused refused -> responses.refused(AccessStatus.of(refused), refused.reason());
            case AccessOutcome.Granted granted -> {
                String path = context.request().path();
                String root = publicAddress
                        + path.substring(0, path.length() - named.tail().length())
                        + LfsRoute.ROOT;
                LfsCall call = new LfsCall(granted.caller(), granted.repository(), root, named.remote());
                yield serve(context, body, call, route);
            }
        };
    }

    private Response serve(RoutingContext context, InputStream body, LfsCall call, LfsRoute route) throws IOException {
        return switch (route) {
            case LfsRoute.Download(LfsOid oid) -> download(context, call, oid);
            case LfsRoute.Upload(LfsObject announced) -> upload(context, body, call, announced);
            case LfsRoute.Batch batch -> responses.reported(answerBatch.handle(read(body, BatchBody.class), call));
            case LfsRoute.Verify verify -> {
                BatchBody.ObjectBody object = read(body, BatchBody.ObjectBody.class);
                yield responses.reported(transferObject.verify(call, object.oid(), object.size()));
            }
            case LfsRoute.CreateLock create ->
                responses.reported(answerLocks.create(
                        call, read(body, LockBody.LockRequestBody.class).path()));
            case LfsRoute.ListLocks list -> responses.reported(answerLocks.list(call, query(context)));
            case LfsRoute.VerifyLocks verify -> {
                LockBody.VerifyBody request = read(body, LockBody.VerifyBody.class);
                yield responses.reported(answerLocks.verify(call, request.cursor(), request.limit()));
            }
            case LfsRoute.Unlock(UUID id) -> {
                boolean force = Boolean.TRUE.equals(
                        read(body, LockBody.UnlockBody.class).force());
                yield responses.reported(answerLocks.unlock(call, id, force));
            }
        };
    }

    private static LockQuery query(RoutingContext context) {
        var query = context.queryParams();
        Integer limit;
        try {
            limit = query.get("limit") == null ? null : Integer.valueOf(query.get("limit"));
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("limit '%s' is not a number".formatted(query.get("limit")));
        }
        return new LockQuery(query.get("path"), query.get("id"), query.get("cursor"), limit);
    }

    private <T> T read(InputStream body, Class<T> type) throws IOException {
        int limit = BUFFER + config.maxBatch() * BYTES_OF_AN_OBJECT;
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw MillraceException.of(ErrorKind.CALLER, 413, "the request is larger than %d bytes".formatted(limit));
        }
        T read = json.readValue(bytes, type);
        if (read == null) {
            throw MillraceException.badRequest("the body is not the JSON that is expected");
        }
        return read;
    }

    private Response upload(RoutingContext context, InputStream body, LfsCall call, LfsObject announced)
            throws IOException {
        Optional<LfsRefusal> refused = transferObject.refuse(call, announced, contentLength(context.request()));
        if (refused.isPresent()) {
            return responses.refused(refused.get());
        }
        Optional<Transfer> permitted = transfers.open(context, call.caller().team());
        if (permitted.isEmpty()) {
            return responses.busy();
        }
        Transfer transfer = permitted.get();
        try {
            LfsOutcome outcome = transferObject.upload(call, announced, transfer.reading(body));
            if (outcome instanceof Done) {
                transfers.count("upload", announced.size());
            }
            return responses.reported(outcome);
        } finally {
            transfer.finish();
        }
    }

    private static long contentLength(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? -1 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private Response download(RoutingContext context, LfsCall call, LfsOid oid) throws IOException {
        Optional<Transfer> permitted = transfers.open(context, call.caller().team());
        if (permitted.isEmpty()) {
            return responses.busy();
        }
        Transfer transfer = permitted.get();
        try {
            LfsOutcome outcome =
                    transferObject.download(call, oid, context.request().getHeader("Range"));
            if (outcome instanceof Content content) {
                transfer.hold(content.object());
                return responses.content(transfer, call, content);
            }
            return responses.reported(outcome);
        } finally {
            transfer.finishUnlessHandedOver();
        }
    }
}

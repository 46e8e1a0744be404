package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsLock;
import dev.millrace.git.lfs.LfsLocks;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.lfs.LockFilter;
import dev.millrace.git.lfs.LockOutcome;
import dev.millrace.git.lfs.UnlockOutcome;
import dev.millrace.githttp.access.AccessOutcome;
import dev.millrace.githttp.access.AccessStatus;
import dev.millrace.githttp.access.GitPath;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.forward.RoutePush;
import dev.millrace.githttp.forward.UpstreamObjects;
import dev.millrace.githttp.lfs.AnswerLocks.LockQuery;
import dev.millrace.githttp.lfs.LfsOutcome.Content;
import dev.millrace.githttp.lfs.LfsOutcome.Done;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.githttp.range.ByteRange;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.JsonFault;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.request.RequestId;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/**
 * {@code /<repository>.git/info/lfs/...} for {@code git-lfs}: JSON of the LFS API, and bytes of objects. Every refusal is
 * the JSON that the API prescribes and the client shows.
 */
@Path("/")
public class LfsResource {

    private static final Logger LOG = Logger.getLogger(LfsResource.class);
    private static final String JSON = "application/vnd.git-lfs+json";
    private static final int BUFFER = 64 * 1024;
    private static final int BYTES_OF_AN_OBJECT = 512;

    private final GrantAccess access;
    private final Transfers transfers;
    private final ObjectMapper json;
    private final LfsConfig config;
    private final String publicAddress;
    private final AnswerBatch answerBatch;
    private final AnswerLocks answerLocks;
    private final TransferObject transferObject;

    LfsResource(
            GrantAccess access,
            GitStorage storage,
            RoutePush route,
            UpstreamObjects upstream,
            Transfers transfers,
            ObjectMapper json,
            LfsConfig config,
            Clock clock,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.access = access;
        this.transfers = transfers;
        this.json = json;
        this.config = config;
        this.publicAddress = publicAddress.toString().replaceAll("/+$", "");
        LfsLimits limits = new LfsLimits(
                config.maxObject().asLongValue(),
                config.maxBatch(),
                config.maxRepository()
                        .map(MemorySize::asLongValue)
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty));
        MirrorUploads mirrorUploads = new MirrorUploads(route, upstream, storage.lfsObjects());
        this.answerBatch = new AnswerBatch(new Objects(storage.lfsObjects()), mirrorUploads, limits, clock);
        this.answerLocks = new AnswerLocks(new Locks(storage.lfsLocks()));
        this.transferObject = new TransferObject(storage.lfsObjects(), mirrorUploads, limits);
    }

    /** The bytes of an object, or a list of locks. */
    @GET
    @Path("{repository: .+[.]git}/info/lfs/{tail: .*}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response get(@Context RoutingContext context) {
        return answered(context, InputStream.nullInputStream());
    }

    /** A batch, a verification, or a call about locks. */
    @POST
    @Path("{repository: .+[.]git}/info/lfs/{tail: .*}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response post(@Context RoutingContext context, InputStream body) {
        return answered(context, body);
    }

    /** An upload. */
    @PUT
    @Path("{repository: .+[.]git}/info/lfs/{tail: .*}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response put(@Context RoutingContext context, InputStream body) {
        return answered(context, body);
    }

    private Response answered(RoutingContext context, InputStream body) {
        Response answer;
        try {
            answer = answer(context, body);
        } catch (JsonProcessingException broken) {
            answer = refusal(new Refused(400, JsonFault.describe(broken)));
        } catch (MillraceException failure) {
            LOG.warnf("lfs refused status=%d: %s", failure.status(), failure.message());
            answer = refusal(
                    new Refused(failure.status(), failure.status() < 500 ? failure.message() : "internal error"));
        } catch (IOException | RuntimeException failure) {
            if (context.response().closed()) {
                LOG.infof("lfs request ended early: %s", failure.getMessage());
            } else {
                LOG.error("lfs request failed", failure);
            }
            answer = refusal(new Refused(500, "internal error"));
        }
        return answer;
    }

    private Response answer(RoutingContext context, InputStream body) throws IOException {
        HttpServerRequest request = context.request();
        // the path as sent: the router has normalized the one that it matched
        String path = request.path() == null ? "" : request.path();
        return switch (GitPath.parse(path)) {
            case GitPath.Malformed(String reason) -> refusal(new Refused(400, reason));
            case GitPath.Named named -> {
                Optional<LfsRoute> route = LfsRoute.find(request.method().name(), named.tail());
                yield route.isEmpty()
                        ? refusal(new Refused(404, "there is nothing at this path of the LFS API"))
                        : granted(context, body, named, route.get());
            }
        };
    }

    private Response granted(RoutingContext context, InputStream body, GitPath.Named named, LfsRoute route)
            throws IOException {
        return switch (access.decide(named.repository(), route.scope())) {
            case AccessOutcome.Refused refused -> refusal(new Refused(AccessStatus.of(refused), refused.reason()));
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
            case LfsRoute.Batch batch -> reported(answerBatch.handle(read(body, BatchBody.class), call));
            case LfsRoute.Verify verify -> {
                BatchBody.ObjectBody object = read(body, BatchBody.ObjectBody.class);
                yield reported(transferObject.verify(call, object.oid(), object.size()));
            }
            case LfsRoute.CreateLock create ->
                reported(answerLocks.create(
                        call, read(body, LockBody.LockRequestBody.class).path()));
            case LfsRoute.ListLocks list -> reported(answerLocks.list(call, query(context)));
            case LfsRoute.VerifyLocks verify -> {
                LockBody.VerifyBody request = read(body, LockBody.VerifyBody.class);
                yield reported(answerLocks.verify(call, request.cursor(), request.limit()));
            }
            case LfsRoute.Unlock(UUID id) -> {
                boolean force = Boolean.TRUE.equals(
                        read(body, LockBody.UnlockBody.class).force());
                yield reported(answerLocks.unlock(call, id, force));
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
        Optional<Refused> refused = transferObject.refuse(call, announced, contentLength(context.request()));
        if (refused.isPresent()) {
            return refusal(refused.get());
        }
        Optional<Transfer> permitted = transfers.open(context, call.caller().team());
        if (permitted.isEmpty()) {
            return busy();
        }
        Transfer transfer = permitted.get();
        transfer.begin();
        try {
            LfsOutcome outcome = transferObject.upload(call, announced, transfer.reading(body));
            if (outcome instanceof Done) {
                transfers.count("upload", announced.size());
            }
            return reported(outcome);
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
            return busy();
        }
        Transfer transfer = permitted.get();
        Response answer = null;
        try {
            LfsOutcome outcome =
                    transferObject.download(call, oid, context.request().getHeader("Range"));
            if (outcome instanceof Content content) {
                transfer.hold(content.object());
                answer = content(transfer, call, content);
                return answer;
            }
            return reported(outcome);
        } finally {
            if (answer == null || answer.getStatus() >= 400) {
                transfer.finish();
            }
        }
    }

    private Response content(Transfer transfer, LfsCall call, Content content) {
        return switch (content.range()) {
            case ByteRange.Whole whole -> bytes(200, transfer, call, content, 0, content.size());
            case ByteRange.Part part -> bytes(206, transfer, call, content, part.first(), part.length());
            case ByteRange.Unsatisfiable none ->
                Response.fromResponse(refusal(new Refused(416, "the object has %d bytes".formatted(content.size()))))
                        .header("Content-Range", "bytes */" + content.size())
                        .build();
        };
    }

    private Response bytes(int status, Transfer transfer, LfsCall call, Content content, long first, long length) {
        StreamingOutput output = out -> {
            transfer.begin();
            try {
                ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
                for (long at = first; at < first + length; ) {
                    buffer.clear().limit((int) Math.min(BUFFER, first + length - at));
                    int got = content.object().read(at, buffer);
                    if (got < 0) {
                        throw new IOException(
                                "LFS object %s is shorter than %d bytes".formatted(content.tag(), at + 1));
                    }
                    transfer.write(out, buffer.array(), got);
                    at += got;
                }
                out.flush();
                transfers.count("download", length);
                LOG.infof(
                        "lfs downloaded %s oid=%s sent=%d ms=%d",
                        call, content.tag(), length, transfer.age().toMillis());
            } catch (IOException | RuntimeException failure) {
                String reason = transfer.brokenBy();
                if (reason == null) {
                    LOG.errorf(failure, "lfs download failed %s oid=%s", call, content.tag());
                } else {
                    LOG.infof(
                            "lfs download ended early %s oid=%s sent=%d reason=%s",
                            call, content.tag(), transfer.sent(), reason);
                }
                transfer.abort("the download failed");
                throw failure;
            } finally {
                transfer.finish();
            }
        };
        Response.ResponseBuilder answer = Response.status(status)
                .entity(output)
                .type("application/octet-stream")
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.ETAG, "\"" + content.tag() + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-transform")
                .header("X-Content-Type-Options", "nosniff");
        if (status == 206) {
            answer.header("Content-Range", "bytes %d-%d/%d".formatted(first, first + length - 1, content.size()));
        }
        return answer.build();
    }

    private Response reported(LfsOutcome outcome) throws IOException {
        return switch (outcome) {
            case Json(int status, Object body) -> json(status, body);
            case Done(int status) -> Response.status(status).build();
            case Refused refused -> refusal(refused);
            case Content content -> throw new IllegalStateException("bytes are no JSON");
        };
    }

    private Response busy() {
        return Response.fromResponse(refusal(new Refused(429, "too many transfers at once; try again soon")))
                .header(HttpHeaders.RETRY_AFTER, 5)
                .build();
    }

    private Response refusal(Refused refused) {
        transfers.countRefusal(refused.status());
        try {
            Response answer = json(refused.status(), new LfsErrorBody(refused.message(), RequestId.current()));
            return refused.status() == 401
                    ? Response.fromResponse(answer)
                            .header("LFS-Authenticate", "Basic realm=\"millrace\"")
                            .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"millrace\"")
                            .build()
                    : answer;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings is always writable", e);
        }
    }

    private Response json(int status, Object body) throws JsonProcessingException {
        return Response.status(status)
                .entity(json.writeValueAsBytes(body))
                .type(JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private record Objects(LfsObjects stored) implements AnswerBatch.KnownObjects {

        @Override
        public Map<LfsOid, Long> find(UUID repositoryId, Collection<LfsOid> oids) {
            return stored.find(repositoryId, oids);
        }

        @Override
        public long total(UUID repositoryId) {
            return stored.total(repositoryId);
        }
    }

    private record Locks(LfsLocks stored) implements AnswerLocks.Locks {

        @Override
        public LockOutcome lock(UUID repositoryId, String path, String owner) {
            return stored.lock(repositoryId, path, owner);
        }

        @Override
        public UnlockOutcome unlock(UUID repositoryId, UUID id, String owner, boolean force) {
            return stored.unlock(repositoryId, id, owner, force);
        }

        @Override
        public List<LfsLock> list(UUID repositoryId, LockFilter filter, Optional<String> after, int limit) {
            return stored.list(repositoryId, filter, after, limit);
        }
    }
}

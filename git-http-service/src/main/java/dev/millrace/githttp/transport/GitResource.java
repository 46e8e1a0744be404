package dev.millrace.githttp.transport;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.githttp.access.AccessStatus;
import dev.millrace.githttp.access.GitPath;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.admission.ClonePermit;
import dev.millrace.githttp.bundle.OfferBundles;
import dev.millrace.githttp.fetch.ServeFetch;
import dev.millrace.githttp.forward.Destination;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.githttp.forward.UpstreamStatus;
import dev.millrace.githttp.range.ByteRange;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.request.RequestId;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /<repository>.git/...} for Git clients. Every refusal is plain text, which git shows after {@code remote:}; errors
 * after a response has begun are reported in the stream, and if even that fails, the connection is reset, so that no client
 * mistakes a partial response for a complete one.
 */
@Path("/")
public class GitResource {

    private static final Logger LOG = Logger.getLogger(GitResource.class);

    /**
     * Largest response that is handed to the network at once: a larger one is streamed, and counted until the client has it.
     */
    static final int SENT_AT_ONCE = 64 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final String BUNDLES = "bundles/";
    private static final String UPLOAD = "git-upload-pack";
    private static final String RECEIVE = "git-receive-pack";

    private final GrantAccess access;
    private final GitStorage storage;
    private final Exchanges exchanges;
    private final GitHttpConfig config;
    private final AnswerFetch answerFetch;
    private final AnswerPush answerPush;
    private final OfferBundles bundles;
    private final MirrorAge mirrorAge;

    GitResource(
            GrantAccess access,
            GitStorage storage,
            Exchanges exchanges,
            GitHttpConfig config,
            AnswerFetch answerFetch,
            AnswerPush answerPush,
            OfferBundles bundles,
            MirrorAge mirrorAge) {
        this.access = access;
        this.storage = storage;
        this.exchanges = exchanges;
        this.config = config;
        this.answerFetch = answerFetch;
        this.answerPush = answerPush;
        this.bundles = bundles;
        this.mirrorAge = mirrorAge;
    }

    /** The refs and capabilities of a repository, for a fetch or a push; and a message for clients of the dumb protocol. */
    @GET
    @Path("{path: .+[.]git.*}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response get(@Context RoutingContext context) {
        GitRequest request = new GitRequest(context);
        return answered(() -> switch (request.path()) {
            case GitPath.Malformed(String reason) -> refusal(400, reason);
            case GitPath.Named named when named.tail().equals("info/refs") -> advertise(request, named);
            case GitPath.Named named when named.tail().startsWith(BUNDLES) -> bundle(request, named);
            case GitPath.Named named
            when named.tail().equals("HEAD") || named.tail().startsWith("objects/") -> dumb();
            case GitPath.Named named -> nothingHere();
        });
    }

    /** One request of a fetch, or a push. */
    @POST
    @Path("{path: .+[.]git.*}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response post(@Context RoutingContext context, InputStream body) {
        GitRequest request = new GitRequest(context);
        return answered(() -> switch (request.path()) {
            case GitPath.Malformed(String reason) -> refusal(400, reason);
            case GitPath.Named named when named.tail().equals(UPLOAD) -> fetch(request, named, body);
            case GitPath.Named named when named.tail().equals(RECEIVE) -> push(request, named, body);
            case GitPath.Named named -> nothingHere();
        });
    }

    private Response advertise(GitRequest request, GitPath.Named path) {
        return switch (request.service().orElse("")) {
            case "" -> dumb();
            case UPLOAD ->
                granted(path, Scope.GIT_READ, grant -> aged(path, grant, advertiseFetch(request, path, grant)));
            case RECEIVE -> granted(path, Scope.GIT_WRITE, grant -> advertisePush(request, path, grant));
            default -> refusal(403, "there is no service of that name");
        };
    }

    private Response advertiseFetch(GitRequest request, GitPath.Named path, Granted grant) {
        if (!path.remote().isReadable()) {
            return writeOnly(grant.repository());
        }
        Set<String> protocol = request.protocol();
        String type = UPLOAD + "-advertisement";
        AnswerFetch.Refs refs = refs(grant, path);
        if (ServeFetch.advertisesCapabilitiesOnly(protocol)) {
            return atOnce(answerFetch.capabilities(refs), type);
        }
        return working(request, grant, type, (exchange, answer) -> {
            try (Repository repository = refs.open().get()) {
                ServeFetch.advertise(repository, protocol, answer);
            }
        });
    }

    /** A bundle, by an address that {@code bundle-uri} returned: it contains its own token, and clients send no other. */
    private Response bundle(GitRequest request, GitPath.Named path) {
        Optional<OfferBundles.Found> found = bundles.find(path.tail().substring(BUNDLES.length()));
        if (found.isEmpty()) {
            return refusal(404, "this bundle is no longer offered");
        }
        OfferBundles.Found bundle = found.get();
        return switch (ByteRange.parse(request.range(), bundle.size())) {
            case ByteRange.Whole whole -> bytes(request, bundle, 200, 0, bundle.size());
            case ByteRange.Part part -> bytes(request, bundle, 206, part.first(), part.length());
            case ByteRange.Unsatisfiable none ->
                neverCached(text(416, "the bundle has no such bytes"))
                        .header("Content-Range", "bytes */" + bundle.size())
                        .build();
        };
    }

    private Response bytes(GitRequest request, OfferBundles.Found bundle, int status, long from, long length) {
        return exchanges
                .open(request.context(), BUNDLES)
                .map(exchange -> {
                    Response whole = streamed(
                            exchange,
                            "git-bundle",
                            out -> exchanges.sendCopy(exchange, out, copy -> bundle.writeTo(copy, from, length)));
                    Response.ResponseBuilder answer = Response.fromResponse(whole)
                            .status(status)
                            .header(HttpHeaders.CONTENT_LENGTH, length)
                            .header("Accept-Ranges", "bytes")
                            .header(HttpHeaders.ETAG, "\"" + bundle.fingerprint() + "\"");
                    if (status == 206) {
                        answer.header(
                                "Content-Range", "bytes %d-%d/%d".formatted(from, from + length - 1, bundle.size()));
                    }
                    return answer.build();
                })
                .orElseGet(GitResource::busy);
    }

    private Response advertisePush(GitRequest request, GitPath.Named path, Granted grant) {
        String type = RECEIVE + "-advertisement";
        return switch (answerPush.route(grant, path)) {
            case PushRoute.Closed(int status, String reason) -> refusal(status, reason);
            case PushRoute.Here here ->
                working(request, grant, type, (exchange, answer) -> answerPush.advertise(grant, path, answer));
            case PushRoute.There(Destination destination) ->
                exchanges
                        .open(request.context(), grant.caller().team())
                        .map(exchange -> relayed(exchange, grant, destination, type))
                        .orElseGet(GitResource::busy);
        };
    }

    /** The refs of a mirror's upstream, or why it does not return them. */
    private Response relayed(Exchange exchange, Granted grant, Destination destination, String type) {
        try {
            return whole(exchange, answerPush.advertise(grant, destination, exchange), type);
        } catch (UpstreamException thrown) {
            UpstreamFailure failure = thrown.failure();
            LOG.infof("push refused repositoryId=%s reason=%s", destination.repositoryId(), failure.message());
            Response refusal = refusal(UpstreamStatus.of(failure), failure.message());
            return failure instanceof UpstreamFailure.RateLimited limited
                    ? Response.fromResponse(refusal)
                            .header(
                                    HttpHeaders.RETRY_AFTER,
                                    limited.retryAfter().toSeconds())
                            .build()
                    : refusal;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            if (!exchange.isHandedOver()) {
                exchange.finish();
            }
        }
    }

    private Response fetch(GitRequest request, GitPath.Named path, InputStream body) {
        if (!request.isFor(UPLOAD)) {
            return wrongType(UPLOAD);
        }
        return granted(path, Scope.GIT_READ, grant -> {
            if (!path.remote().isReadable()) {
                return writeOnly(grant.repository());
            }
            Response answer = withBody(
                    request,
                    body,
                    grant,
                    config.maxFetchRequest().asLongValue(),
                    (exchange, sent) -> switch (answerFetch.answer(
                            grant, refs(grant, path), request.protocol(), sent, exchange)) {
                        case FetchAnswer.Whole(byte[] bytes) -> whole(exchange, bytes, UPLOAD + "-result");
                        case FetchAnswer.Streamed streamed -> streamed(exchange, UPLOAD + "-result", streamed::write);
                        case FetchAnswer.TurnedAway(ClonePermit.Refused turn) -> turnedAway(turn);
                    });
            return aged(path, grant, answer);
        });
    }

    private Response push(GitRequest request, GitPath.Named path, InputStream body) {
        if (!request.isFor(RECEIVE)) {
            return wrongType(RECEIVE);
        }
        return granted(path, Scope.GIT_WRITE, grant -> switch (answerPush.route(grant, path)) {
            case PushRoute.Closed(int status, String reason) -> refusal(status, reason);
            case PushRoute.Here here -> push(request, path, body, grant, Optional.empty());
            case PushRoute.There(Destination destination) -> push(request, path, body, grant, Optional.of(destination));
        });
    }

    private Response push(
            GitRequest request,
            GitPath.Named path,
            InputStream body,
            Granted grant,
            Optional<Destination> destination) {
        long limit = config.maxPack().asLongValue() + config.maxCommands().asLongValue();
        return withBody(
                request,
                body,
                grant,
                limit,
                (exchange, sent) -> exchange.startComputing(config.acquireTimeout())
                        ? streamed(
                                exchange,
                                RECEIVE + "-result",
                                answer -> exchange.compute(() -> {
                                    OutputStream unlessBroken = sent.unlessBroken(answer);
                                    answerPush.receive(grant, path, destination, exchange, sent, unlessBroken);
                                    unlessBroken.flush();
                                }))
                        : busy());
    }

    private Response granted(GitPath.Named path, Scope scope, Answering answering) {
        return switch (access.decide(path.repository(), scope)) {
            case Granted grant -> answering.to(grant);
            case Refused refused -> refusal(AccessStatus.of(refused), refused.reason());
        };
    }

    /** Takes a permit, reads what must be read before the response may start, and then streams the response. */
    private Response withBody(GitRequest request, InputStream body, Granted grant, long limit, Reading reading) {
        Optional<Exchange> turn =
                exchanges.open(request.context(), grant.caller().team());
        if (turn.isEmpty()) {
            return busy();
        }
        Exchange exchange = turn.get();
        try {
            Optional<RequestBody> readable = RequestBody.of(exchange.reading(body), request.contentEncoding(), limit);
            if (readable.isEmpty()) {
                return refusal(415, "a body is sent as it is or as gzip");
            }
            return reading.read(exchange, readable.get());
        } catch (RequestTooLarge tooLarge) {
            return refusal(413, tooLarge.getMessage());
        } catch (ZipException broken) {
            return refusal(400, "the body is not valid gzip");
        } catch (IOException gone) {
            return refusal(400, "the request ended early");
        } finally {
            if (!exchange.isHandedOver()) {
                exchange.finish();
            }
        }
    }

    private Response working(GitRequest request, Granted grant, String type, Answer answer) {
        return exchanges
                .open(request.context(), grant.caller().team())
                .map(exchange -> streamed(exchange, type, out -> answer.write(exchange, out)))
                .orElseGet(GitResource::busy);
    }

    private static Response streamed(Exchange exchange, String type, Body body) {
        exchange.handOver();
        StreamingOutput output = raw -> {
            exchange.begin();
            try {
                BufferedOutputStream buffered = new BufferedOutputStream(exchange.writing(raw), BUFFER);
                body.write(buffered);
                buffered.flush();
            } catch (ZipException broken) {
                if (exchange.sent() > 0) {
                    exchange.abort("the request body is broken gzip");
                    throw broken;
                }
                throw new WebApplicationException(refusal(400, "the body is not valid gzip"));
            } catch (ClientDisconnected left) {
                ExchangeLog.endedEarly(exchange);
                exchange.abort("the client has left");
                throw new IOException(left);
            } catch (IOException | RuntimeException failure) {
                LOG.errorf(failure, "answer broken off sent=%d", exchange.sent());
                if (exchange.sent() > 0) {
                    exchange.abort("the answer failed");
                }
                throw failure;
            } finally {
                exchange.finish();
            }
        };
        return neverCached(Response.ok(output, "application/x-" + type)).build();
    }

    /**
     * A response that is already complete. Unless it is small, the exchange keeps its connection permit and what it owns,
     * and can be aborted, until the response is written or the client has disconnected.
     */
    static Response whole(Exchange exchange, byte[] answer, String type) {
        return answer.length <= SENT_AT_ONCE
                ? atOnce(answer, type)
                : streamed(exchange, type, out -> out.write(answer));
    }

    private static Response atOnce(byte[] answer, String type) {
        return neverCached(Response.ok(answer, "application/x-" + type)).build();
    }

    private static Response turnedAway(ClonePermit.Refused turn) {
        return neverCached(text(turn.status(), turn.reason()))
                .header(HttpHeaders.RETRY_AFTER, turn.retryAfter().toSeconds())
                .build();
    }

    private static Response answered(Supplier<Response> work) {
        try {
            return work.get();
        } catch (MillraceException failure) {
            LOG.warnf("refused status=%d: %s", failure.status(), failure.message());
            return refusal(failure.status(), failure.status() < 500 ? failure.message() : internal());
        } catch (RuntimeException failure) {
            LOG.error("request failed", failure);
            return refusal(500, internal());
        }
    }

    private static Response wrongType(String service) {
        return refusal(415, "the body must be of type application/x-%s-request".formatted(service));
    }

    /** Adds the mirror's age, if the response contains refs that a mirror has from its upstream. */
    private Response aged(GitPath.Named path, Granted grant, Response answer) {
        if (answer.getStatus() == 200 && path.remote().isUpstreams()) {
            mirrorAge
                    .seconds(grant.repository())
                    .ifPresent(seconds -> answer.getHeaders().putSingle(MirrorAge.HEADER, seconds));
        }
        return answer;
    }

    private AnswerFetch.Refs refs(Granted grant, GitPath.Named path) {
        RefNamespace namespace = path.remote().namespace();
        return new AnswerFetch.Refs(namespace.name(), () -> storage.read(grant.repository(), namespace));
    }

    private static Response writeOnly(StoredRepository repository) {
        return refusal(403, "%1$s+import.git takes pushes only: read from %1$s.git".formatted(repository.name()));
    }

    private static Response dumb() {
        return refusal(403, "this server speaks the smart HTTP protocol only; use git 1.6.6 or newer");
    }

    private static Response nothingHere() {
        return refusal(404, "there is nothing under this path of a repository");
    }

    private static Response busy() {
        return neverCached(text(503, "too many fetches and pushes at once; try again soon"))
                .header(HttpHeaders.RETRY_AFTER, 5)
                .build();
    }

    private static String internal() {
        return "internal error; the request id finds it in our log: " + RequestId.current();
    }

    private static Response refusal(int status, @Nullable String reason) {
        Response.ResponseBuilder answer = neverCached(text(status, reason));
        if (status == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"millrace\"");
        }
        return answer.build();
    }

    private static Response.ResponseBuilder text(int status, @Nullable String reason) {
        return Response.status(status).entity(reason + "\n").type("text/plain;charset=utf-8");
    }

    private static Response.ResponseBuilder neverCached(Response.ResponseBuilder answer) {
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-cache, max-age=0, must-revalidate")
                .header("Pragma", "no-cache")
                .header(HttpHeaders.EXPIRES, "Fri, 01 Jan 1980 00:00:00 GMT");
    }

    private interface Answering {
        Response to(Granted grant);
    }

    private interface Reading {
        Response read(Exchange exchange, RequestBody request) throws IOException;
    }

    private interface Answer {
        void write(Exchange exchange, OutputStream answer) throws IOException;
    }

    private interface Body {
        void write(OutputStream answer) throws IOException;
    }
}

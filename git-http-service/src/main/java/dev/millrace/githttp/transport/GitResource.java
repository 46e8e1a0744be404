package dev.millrace.githttp.transport;

import static dev.millrace.githttp.transport.GitResponses.answered;
import static dev.millrace.githttp.transport.GitResponses.atOnce;
import static dev.millrace.githttp.transport.GitResponses.refused;
import static dev.millrace.githttp.transport.GitResponses.streamed;
import static dev.millrace.githttp.transport.GitResponses.whole;

import dev.millrace.git.GitStorage;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.githttp.access.AccessStatus;
import dev.millrace.githttp.access.GitPath;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.bundle.OfferBundles;
import dev.millrace.githttp.fetch.FetchAdvertisement;
import dev.millrace.githttp.forward.Destination;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.kit.http.ByteRange;
import dev.millrace.kit.identity.Scope;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/**
 * {@code /<repository>.git/...} for Git clients. Every refusal is plain text, which git shows after {@code remote:}; errors
 * after a response has begun are reported in the stream, and if even that fails, the connection is reset, so that no client
 * mistakes a partial response for a complete one.
 */
@Path("/")
@PermitAll
public class GitResource {

    /** {@code \\G} keeps the router's search at the start of the path, as in {@code LfsResource}. */
    private static final String ADDRESS = "{path: \\G.+[.]git.*}";

    private static final Logger LOG = Logger.getLogger(GitResource.class);

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
    @Path(ADDRESS)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response get(@Context RoutingContext context) {
        GitRequest request = new GitRequest(context);
        return answered(() -> switch (request.path()) {
            case GitPath.Malformed(String reason) -> refused(GitRefusal.malformedPath(reason));
            case GitPath.Named named when named.tail().equals("info/refs") -> advertise(request, named);
            case GitPath.Named named when named.tail().startsWith(BUNDLES) -> bundle(request, named);
            case GitPath.Named named
            when named.tail().equals("HEAD") || named.tail().startsWith("objects/") ->
                refused(GitRefusal.dumbProtocol());
            case GitPath.Named _ -> refused(GitRefusal.unknownPath());
        });
    }

    /** One request of a fetch, or a push. */
    @POST
    @Path(ADDRESS)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response post(@Context RoutingContext context, InputStream body) {
        GitRequest request = new GitRequest(context);
        return answered(() -> switch (request.path()) {
            case GitPath.Malformed(String reason) -> refused(GitRefusal.malformedPath(reason));
            case GitPath.Named named when named.tail().equals(UPLOAD) -> fetch(request, named, body);
            case GitPath.Named named when named.tail().equals(RECEIVE) -> push(request, named, body);
            case GitPath.Named _ -> refused(GitRefusal.unknownPath());
        });
    }

    private Response advertise(GitRequest request, GitPath.Named path) {
        return switch (request.service().orElse("")) {
            case "" -> refused(GitRefusal.dumbProtocol());
            case UPLOAD ->
                granted(path, Scope.GIT_READ, grant -> aged(path, grant, advertiseFetch(request, path, grant)));
            case RECEIVE -> granted(path, Scope.GIT_WRITE, grant -> advertisePush(request, path, grant));
            default -> refused(GitRefusal.unknownService());
        };
    }

    private Response advertiseFetch(GitRequest request, GitPath.Named path, Granted grant) {
        if (!path.remote().isReadable()) {
            return refused(GitRefusal.writeOnly(grant.repository().name()));
        }
        Set<String> protocol = request.protocol();
        String type = UPLOAD + "-advertisement";
        AnswerFetch.Refs refs = refs(grant, path);
        if (FetchAdvertisement.advertisesCapabilitiesOnly(protocol)) {
            return atOnce(answerFetch.capabilities(refs), type);
        }
        return working(request, grant, type, (exchange, answer) -> {
            try (Repository repository = refs.open().get()) {
                FetchAdvertisement.advertise(repository, protocol, answer);
            }
        });
    }

    /** A bundle, by an address that {@code bundle-uri} returned: it contains its own token, and clients send no other. */
    private Response bundle(GitRequest request, GitPath.Named path) {
        Optional<OfferBundles.Found> found = bundles.find(path.tail().substring(BUNDLES.length()));
        if (found.isEmpty()) {
            return refused(GitRefusal.unknownBundle());
        }
        OfferBundles.Found bundle = found.get();
        return switch (ByteRange.parse(request.range(), bundle.size())) {
            case ByteRange.Whole whole -> bytes(request, bundle, 200, 0, bundle.size());
            case ByteRange.Part part -> bytes(request, bundle, 206, part.first(), part.length());
            case ByteRange.Unsatisfiable none ->
                Response.fromResponse(refused(GitRefusal.unsatisfiableRange()))
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
                .orElseGet(() -> refused(GitRefusal.busy()));
    }

    private Response advertisePush(GitRequest request, GitPath.Named path, Granted grant) {
        String type = RECEIVE + "-advertisement";
        return switch (answerPush.route(grant, path)) {
            case PushRoute.Closed closed -> refused(GitRefusal.of(closed));
            case PushRoute.Local _ ->
                working(request, grant, type, (exchange, answer) -> answerPush.advertise(grant, path, answer));
            case PushRoute.Forwarded(Destination destination) ->
                exchanges
                        .open(request.context(), grant.caller().team())
                        .map(exchange -> relayed(exchange, grant, destination, type))
                        .orElseGet(() -> refused(GitRefusal.busy()));
        };
    }

    /** The refs of a mirror's upstream, or why it does not return them. */
    private Response relayed(Exchange exchange, Granted grant, Destination destination, String type) {
        try {
            return whole(exchange, answerPush.advertise(grant, destination, exchange), type);
        } catch (UpstreamException thrown) {
            UpstreamFailure failure = thrown.failure();
            LOG.infof("push refused repositoryId=%s reason=%s", destination.repositoryId(), failure.message());
            return refused(GitRefusal.of(failure));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            exchange.finishUnlessHandedOver();
        }
    }

    private Response fetch(GitRequest request, GitPath.Named path, InputStream body) {
        if (!request.isFor(UPLOAD)) {
            return refused(GitRefusal.wrongType(UPLOAD));
        }
        return granted(path, Scope.GIT_READ, grant -> {
            if (!path.remote().isReadable()) {
                return refused(GitRefusal.writeOnly(grant.repository().name()));
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
                        case FetchAnswer.Refused(FetchRefusal reason) -> refused(GitRefusal.of(reason));
                    });
            return aged(path, grant, answer);
        });
    }

    private Response push(GitRequest request, GitPath.Named path, InputStream body) {
        if (!request.isFor(RECEIVE)) {
            return refused(GitRefusal.wrongType(RECEIVE));
        }
        return granted(path, Scope.GIT_WRITE, grant -> switch (answerPush.route(grant, path)) {
            case PushRoute.Closed closed -> refused(GitRefusal.of(closed));
            case PushRoute.Open route -> push(request, path, body, grant, route);
        });
    }

    private Response push(
            GitRequest request, GitPath.Named path, InputStream body, Granted grant, PushRoute.Open route) {
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
                                    answerPush.receive(grant, path, route, exchange, sent, unlessBroken);
                                    unlessBroken.flush();
                                }))
                        : refused(GitRefusal.busy()));
    }

    private Response granted(GitPath.Named path, Scope scope, Answering answering) {
        return switch (access.decide(path.repository(), scope)) {
            case Granted grant -> answering.to(grant);
            case Refused refused -> refused(new GitRefusal(AccessStatus.of(refused), refused.reason()));
        };
    }

    /** Takes a permit, reads what must be read before the response may start, and then streams the response. */
    private Response withBody(GitRequest request, InputStream body, Granted grant, long limit, Reading reading) {
        Optional<Exchange> opened =
                exchanges.open(request.context(), grant.caller().team());
        if (opened.isEmpty()) {
            return refused(GitRefusal.busy());
        }
        Exchange exchange = opened.get();
        try {
            Optional<RequestBody> readable = RequestBody.of(exchange.reading(body), request.contentEncoding(), limit);
            if (readable.isEmpty()) {
                return refused(GitRefusal.unsupportedEncoding());
            }
            return reading.read(exchange, readable.get());
        } catch (RequestTooLarge tooLarge) {
            return refused(GitRefusal.tooLarge(tooLarge));
        } catch (ZipException malformed) {
            return refused(GitRefusal.malformedGzip());
        } catch (IOException gone) {
            return refused(GitRefusal.truncatedBody());
        } finally {
            exchange.finishUnlessHandedOver();
        }
    }

    private Response working(GitRequest request, Granted grant, String type, Answer answer) {
        return exchanges
                .open(request.context(), grant.caller().team())
                .map(exchange -> streamed(exchange, type, out -> answer.write(exchange, out)))
                .orElseGet(() -> refused(GitRefusal.busy()));
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

    private interface Answering {
        Response to(Granted grant);
    }

    private interface Reading {
        Response read(Exchange exchange, RequestBody request) throws IOException;
    }

    private interface Answer {
        void write(Exchange exchange, OutputStream answer) throws IOException;
    }
}

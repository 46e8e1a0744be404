package dev.millrace.ingest.archive;

import dev.millrace.ingest.archive.ReplayOutcome.NotOfADelivery;
import dev.millrace.ingest.archive.ReplayOutcome.NothingSelected;
import dev.millrace.ingest.archive.ReplayOutcome.Requested;
import dev.millrace.ingest.archive.ReplayOutcome.Unknown;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/deliveries/replays}, for the administrator: publish stored deliveries again. */
@Path("/api/deliveries/replays")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class ReplayResource {

    private static final int MOST_LISTED = 1_000;

    private final AdministratorClient administrator;
    private final RequestReplay requestReplay;
    private final ReplayLoop loop;
    private final Database database;
    private final ReplayStore store;

    ReplayResource(
            AdministratorClient administrator,
            RequestReplay requestReplay,
            ReplayLoop loop,
            Database database,
            ReplayStore store) {
        this.administrator = administrator;
        this.requestReplay = requestReplay;
        this.loop = loop;
        this.database = database;
        this.store = store;
    }

    /**
     * Requests a replay: 202 with it; 404 if something in its lists is not stored, or nothing matches; 409 for a dead letter
     * that was not made from a delivery.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response request(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable ReplayRequestBody body)
            throws IOException {
        ActingAdministrator caller = administrator.require(authorization);
        if (body == null) {
            throw MillraceException.badRequest("the body is missing: which deliveries to replay");
        }
        ReplayOutcome outcome = requestReplay.handle(caller, request(body));
        return switch (outcome) {
            case Requested(Replay replay) -> {
                loop.wake();
                yield Response.accepted(ReplayBody.of(replay)).build();
            }
            case Unknown(String what) ->
                throw MillraceException.notFound("%s is not stored".formatted(what))
                        .withCode("delivery_missing");
            case NothingSelected nothing ->
                throw MillraceException.notFound("no stored delivery matches").withCode("nothing_selected");
            case NotOfADelivery(long deadLetter) ->
                throw MillraceException.conflict(
                                "dead letter %d was not made from a delivery: release it".formatted(deadLetter))
                        .withCode("not_of_a_delivery");
        };
    }

    /** A replay and its progress. */
    @GET
    @Path("{id}")
    public ReplayBody find(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath long id)
            throws IOException {
        administrator.require(authorization);
        return ReplayBody.of(load(id));
    }

    /** Cancels a replay, after the page under way: 200 with it; 409 if it is done or cancelled. */
    @DELETE
    @Path("{id}")
    public ReplayBody cancel(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath long id)
            throws IOException {
        boolean cancelled = requestReplay.cancel(administrator.require(authorization), id);
        Replay replay = load(id);
        if (!cancelled) {
            throw MillraceException.conflict(
                            "replay %d is %s".formatted(id, replay.state().wireName()))
                    .withCode("replay_finished");
        }
        return ReplayBody.of(replay);
    }

    private Replay load(long id) {
        return database.inStatement(tx -> store.find(tx, id))
                .orElseThrow(() -> MillraceException.notFound("there is no replay %d".formatted(id))
                        .withCode("replay_missing"));
    }

    private static RequestReplay.Request request(ReplayRequestBody body) {
        var request = new RequestReplay.Request(
                orNone("deliveries", body.deliveries()),
                orNone("guids", body.guids()),
                orNone("dead_letters", body.deadLetters()),
                DeliveryFilter.of(
                        body.forge(),
                        body.host(),
                        body.repository(),
                        body.event(),
                        Optional.empty(),
                        body.from().map(text -> QueryTime.parse("from", text)),
                        body.to().map(text -> QueryTime.parse("to", text))),
                body.force());
        if (request.listed() > MOST_LISTED) {
            throw MillraceException.badRequest(
                    "a replay lists at most %d deliveries, not %d".formatted(MOST_LISTED, request.listed()));
        }
        boolean filtered = request.filter().isBounded()
                || body.forge().isPresent()
                || body.event().isPresent()
                || body.to().isPresent();
        if (request.listed() > 0 && filtered) {
            throw MillraceException.badRequest("a replay has either lists of deliveries or a repository and times");
        }
        if (request.listed() == 0 && !request.filter().isBounded()) {
            throw MillraceException.badRequest(
                    "a replay needs 'deliveries', 'guids', 'dead_letters', 'repository' or 'from'");
        }
        return request;
    }

    private static <T> List<T> orNone(String name, @Nullable List<T> list) {
        if (list == null) {
            return List.of();
        }
        if (list.contains(null)) {
            throw MillraceException.badRequest("'%s' contains null".formatted(name));
        }
        return list;
    }
}

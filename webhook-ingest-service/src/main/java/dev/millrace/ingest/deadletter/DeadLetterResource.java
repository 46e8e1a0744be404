package dev.millrace.ingest.deadletter;

import dev.millrace.ingest.deadletter.DeadLetter.State;
import dev.millrace.ingest.deadletter.DecisionOutcome.Decided;
import dev.millrace.ingest.deadletter.DecisionOutcome.DecidedBefore;
import dev.millrace.ingest.deadletter.DecisionOutcome.NotReleasable;
import dev.millrace.ingest.deadletter.DecisionOutcome.Unknown;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/dead-letters}, for the administrator: records that a consumer of any service could not process. */
@Path("/api/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class DeadLetterResource {

    private static final int LARGEST_PAGE = 200;

    private final AdministratorClient administrator;
    private final Database database;
    private final DeadLetterStore store;
    private final ParkedKeyStore parked;
    private final DecideDeadLetter decide;

    DeadLetterResource(
            AdministratorClient administrator,
            Database database,
            DeadLetterStore store,
            ParkedKeyStore parked,
            DecideDeadLetter decide) {
        this.administrator = administrator;
        this.database = database;
        this.store = store;
        this.parked = parked;
        this.decide = decide;
    }

    /**
     * Dead letters, newest first.
     *
     * @param service whose consumer it was, for example {@code pipeline}
     * @param topic where the record was read
     * @param state {@code open}, {@code released}, {@code discarded} or {@code all}
     * @param cursor {@code next_cursor} of the previous page
     * @param limit dead letters on a page, 1 to 200
     */
    @GET
    public DeadLetterPageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("service") Optional<String> service,
            @QueryParam("topic") Optional<String> topic,
            @QueryParam("state") @DefaultValue("open") String state,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit)
            throws IOException {
        administrator.require(authorization);
        requireLimit(limit);
        var filter = new DeadLetterFilter(service, topic, state(state));
        Optional<PagePosition> after = PagePosition.of(cursor);
        List<DeadLetter> found = database.inStatement(tx -> store.list(tx, filter, after, limit + 1));
        return DeadLetterPageBody.of(found, limit);
    }

    /**
     * Keys whose records wait behind a dead letter, those parked last first. A decision on the dead letter ends that.
     *
     * @param service whose consumer it is
     * @param cursor {@code next_cursor} of the previous page
     * @param limit keys on a page, 1 to 200
     */
    @GET
    @Path("parked-keys")
    public ParkedKeyPageBody parkedKeys(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("service") Optional<String> service,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit)
            throws IOException {
        administrator.require(authorization);
        requireLimit(limit);
        Optional<PagePosition> after = PagePosition.of(cursor);
        List<ParkedKey> found = database.inStatement(tx -> parked.list(tx, service, after, limit + 1));
        return ParkedKeyPageBody.of(found, limit);
    }

    /**
     * One dead letter with its headers.
     *
     * @param value whether to return the value, too
     */
    @GET
    @Path("{id}")
    public DeadLetterBody find(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath long id,
            @QueryParam("value") @DefaultValue("false") boolean value)
            throws IOException {
        administrator.require(authorization);
        return database.inTransaction(tx -> store.find(tx, id)
                        .map(letter -> DeadLetterBody.of(letter, value ? store.findValue(tx, id) : Optional.empty())))
                .orElseThrow(() -> missing(id));
    }

    /** Writes the record to its topic again: 200 with the dead letter; 409 if that is not possible, or was decided before. */
    @POST
    @Path("{id}/release")
    public DeadLetterBody release(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath long id)
            throws IOException {
        return answer(id, decide.release(administrator.require(authorization), id));
    }

    /** Leaves the record without effect: 200 with the dead letter; 409 if it was decided before. */
    @POST
    @Path("{id}/discard")
    public DeadLetterBody discard(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath long id)
            throws IOException {
        return answer(id, decide.discard(administrator.require(authorization), id));
    }

    private static DeadLetterBody answer(long id, DecisionOutcome outcome) {
        return switch (outcome) {
            case Decided(DeadLetter letter) -> DeadLetterBody.of(letter);
            case Unknown unknown -> throw missing(id);
            case DecidedBefore(DeadLetter letter) ->
                throw MillraceException.conflict("dead letter %d is %s already"
                                .formatted(id, letter.state().wireName()))
                        .withCode("dead_letter_decided");
            case NotReleasable(String reason) ->
                throw MillraceException.conflict("dead letter %d cannot be released: %s".formatted(id, reason))
                        .withCode("not_releasable");
        };
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw MillraceException.badRequest("limit must be from 1 to %d, not %d".formatted(LARGEST_PAGE, limit));
        }
    }

    private static MillraceException missing(long id) {
        return MillraceException.notFound("there is no dead letter %d".formatted(id))
                .withCode("dead_letter_missing");
    }

    private static Optional<State> state(String text) {
        if (text.equals("all")) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(State.values())
                .filter(state -> state.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> MillraceException.badRequest(
                        "'state' is open, released, discarded or all, not '%s'".formatted(text))));
    }
}

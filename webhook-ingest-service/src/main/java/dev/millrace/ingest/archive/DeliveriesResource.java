package dev.millrace.ingest.archive;

import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/deliveries}, for the administrator: which deliveries arrived, and what became of them. */
@Path("/api/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class DeliveriesResource {

    private static final int LARGEST_PAGE = 200;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final AdministratorClient administrator;
    private final Database database;
    private final ArchiveStore store;

    /** One at a time: a body has up to 25 MB, and is in memory several times. */
    private final Semaphore bodies = new Semaphore(1);

    DeliveriesResource(AdministratorClient administrator, Database database, ArchiveStore store) {
        this.administrator = administrator;
        this.database = database;
        this.store = store;
    }

    /**
     * Deliveries of all forges, newest first.
     *
     * @param repository {@code host:id}, or {@code owner/name} when the delivery was made
     * @param state {@code pending}, {@code published}, {@code repeated} or {@code poison}
     * @param from received at or after this time, ISO 8601
     * @param to received before this time
     * @param cursor {@code next_cursor} of the previous page
     * @param limit deliveries on a page, 1 to 200
     */
    @GET
    public DeliveryPageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("forge") Optional<String> forge,
            @QueryParam("host") Optional<String> host,
            @QueryParam("repository") Optional<String> repository,
            @QueryParam("event") Optional<String> event,
            @QueryParam("state") Optional<String> state,
            @QueryParam("from") Optional<String> from,
            @QueryParam("to") Optional<String> to,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit)
            throws IOException {
        administrator.require(authorization);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw MillraceException.badRequest("limit must be from 1 to %d, not %d".formatted(LARGEST_PAGE, limit));
        }
        DeliveryFilter filter = DeliveryFilter.of(
                forge,
                host,
                repository,
                event,
                state.map(DeliveriesResource::state),
                from.map(text -> QueryTime.parse("from", text)),
                to.map(text -> QueryTime.parse("to", text)));
        Optional<PagePosition> after = PagePosition.of(cursor);
        List<StoredDelivery> found = database.inStatement(tx -> store.list(tx, filter, after, limit + 1));
        return DeliveryPageBody.of(found, limit);
    }

    /**
     * One delivery; 404 if it is not stored, 503 while another body is returned.
     *
     * @param body whether to return the body, too, if it is still stored
     */
    @GET
    @Path("{id}")
    public DeliveryDetailBody find(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath long id,
            @QueryParam("body") @DefaultValue("false") boolean body)
            throws IOException {
        administrator.require(authorization);
        DeliveryDetail detail = database.inTransaction(tx -> store.find(tx, id))
                .orElseThrow(() -> MillraceException.notFound("there is no delivery %d".formatted(id))
                        .withCode("delivery_missing"));
        if (!body) {
            return DeliveryDetailBody.of(detail, Optional.empty());
        }
        if (!bodies.tryAcquire()) {
            throw MillraceException.of(ErrorKind.CAPACITY, 503, "the body of another delivery is being returned")
                    .withRetryAfter(TRY_AGAIN);
        }
        try {
            return DeliveryDetailBody.of(detail, database.inStatement(tx -> store.findBody(tx, detail.delivery())));
        } finally {
            bodies.release();
        }
    }

    private static StoredDelivery.State state(String text) {
        return Arrays.stream(StoredDelivery.State.values())
                .filter(state -> state.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> MillraceException.badRequest(
                        "'state' is pending, published, repeated or poison, not '%s'".formatted(text)));
    }
}

package dev.millrace.ingest.recovery;

import dev.millrace.ingest.page.PagePosition;
import dev.millrace.ingest.recovery.NotedDelivery.State;
import dev.millrace.kit.database.Database;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/deliveries/recovery}, for the administrator: deliveries that were found missing, and what became of them. */
@Path("/api/deliveries/recovery")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class RecoveryResource {

    private static final int LARGEST_PAGE = 200;

    private final AdministratorClient administrator;
    private final Database database;
    private final RecoveryStore store;

    RecoveryResource(AdministratorClient administrator, Database database, RecoveryStore store) {
        this.administrator = administrator;
        this.database = database;
        this.store = store;
    }

    /**
     * Deliveries by the time of their newest attempt, newest first.
     *
     * @param connection id of the connection of an App
     * @param state {@code lost}, {@code missing}, {@code stored} or {@code all}
     * @param cursor {@code next_cursor} of the previous page
     * @param limit deliveries on a page, 1 to 200
     */
    @GET
    public RecoveryPageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("connection") Optional<String> connection,
            @QueryParam("state") @DefaultValue("lost") String state,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit)
            throws IOException {
        administrator.require(authorization);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw MillraceException.badRequest("limit must be from 1 to %d, not %d".formatted(LARGEST_PAGE, limit));
        }
        Optional<State> wanted = state(state);
        Optional<PagePosition> after = PagePosition.of(cursor);
        List<NotedDelivery> found = database.inStatement(tx -> store.list(tx, connection, wanted, after, limit + 1));
        return RecoveryPageBody.of(found, limit);
    }

    private static Optional<State> state(String text) {
        if (text.equals("all")) {
            return Optional.empty();
        }
        return Optional.of(State.of(text)
                .orElseThrow(() -> MillraceException.badRequest(
                        "'state' is lost, missing, stored or all, not '%s'".formatted(text))));
    }
}

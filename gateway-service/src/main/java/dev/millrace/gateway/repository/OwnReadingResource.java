package dev.millrace.gateway.repository;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /api/user/repository-access}: what the calling user reads. */
@Path("/api/user/repository-access")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class OwnReadingResource {

    private final ReadingPages pages;
    private final CurrentCaller current;

    OwnReadingResource(ReadingPages pages, CurrentCaller current) {
        this.pages = pages;
        this.current = current;
    }

    /**
     * What the calling user reads of the team that the user acts for. 404 for a token that belongs to no user.
     *
     * @param after {@code next} of the page before
     * @param limit repositories on the page, 1 to 100
     */
    @GET
    public ReadingBody show(@RestQuery @Nullable String after, @RestQuery @Nullable Integer limit) {
        Caller caller = current.load();
        UUID user = caller.user()
                .orElseThrow(() -> MillraceException.notFound(
                                "the caller is no user, but a token of a team or of the platform")
                        .withCode("user_missing"));
        return pages.page(caller.team(), Optional.of(user), after, limit);
    }
}

package dev.millrace.gateway.audit;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit} for administrators, {@code /api/teams/{slug}/audit} for owners: who changed what, the newest first. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class AuditResource {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final AuditLog log;

    AuditResource(AuditLog log) {
        this.log = log;
    }

    @GET
    @Path("audit")
    @RolesAllowed(Roles.ADMINISTRATOR)
    public List<EntryBody> all(@RestQuery @Nullable Long before, @RestQuery @Nullable Integer limit) {
        return list(Optional.empty(), before, limit);
    }

    @GET
    @Path("teams/{slug}/audit")
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public List<EntryBody> ofTeam(
            @RestPath String slug, @RestQuery @Nullable Long before, @RestQuery @Nullable Integer limit) {
        return list(Optional.of(slug), before, limit);
    }

    private List<EntryBody> list(Optional<String> team, @Nullable Long before, @Nullable Integer limit) {
        int most = limit == null ? USUAL : limit;
        if (most < 1 || most > MOST) {
            throw MillraceException.badRequest("limit %d must be 1 to %d".formatted(most, MOST));
        }
        return log.list(team, before == null ? Long.MAX_VALUE : before, most).stream()
                .map(EntryBody::of)
                .toList();
    }
}

package dev.millrace.gateway.audit;

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

/** {@code /api/teams/{slug}/audit}: who changed what in the team, the newest first. */
@Path("/api/teams/{slug}/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class TeamAuditResource {

    private final AuditPages pages;

    TeamAuditResource(AuditPages pages) {
        this.pages = pages;
    }

    @GET
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public List<EntryBody> ofTeam(
            @RestPath String slug, @RestQuery @Nullable Long before, @RestQuery @Nullable Integer limit) {
        return pages.page(Optional.of(slug), before, limit);
    }
}

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
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit}: who changed what on the whole platform, the newest first. */
@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class AuditResource {

    private final AuditPages pages;

    AuditResource(AuditPages pages) {
        this.pages = pages;
    }

    @GET
    @RolesAllowed(Roles.ADMINISTRATOR)
    public List<EntryBody> all(@RestQuery @Nullable Long before, @RestQuery @Nullable Integer limit) {
        return pages.page(Optional.empty(), before, limit);
    }
}

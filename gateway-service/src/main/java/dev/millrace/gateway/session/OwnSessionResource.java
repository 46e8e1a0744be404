package dev.millrace.gateway.session;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** {@code /api/user/sessions}: the sessions of the calling user, or those of the administrator's token. */
@Path("/api/user/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
class OwnSessionResource {

    private final Sessions sessions;
    private final CurrentCaller current;

    OwnSessionResource(Sessions sessions, CurrentCaller current) {
        this.sessions = sessions;
        this.current = current;
    }

    @GET
    public List<SessionBody> list() {
        return sessions.list(current.load()).stream().map(SessionBody::of).toList();
    }

    @DELETE
    @Path("{sessionId}")
    public Response end(@RestPath UUID sessionId) {
        Caller caller = current.load();
        if (!caller.administrator()) {
            caller.require(Scope.TEAM_WRITE);
        }
        if (!sessions.end(caller, sessionId)) {
            throw MillraceException.notFound("the caller has no session %s".formatted(sessionId))
                    .withCode("session_unknown");
        }
        return Response.noContent().build();
    }
}

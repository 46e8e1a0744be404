package dev.millrace.gateway.team;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams}: created by administrators, read by their people. */
@Path("/api/teams")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class TeamResource {

    private final Teams teams;
    private final CurrentCaller caller;

    TeamResource(Teams teams, CurrentCaller caller) {
        this.teams = teams;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.ADMINISTRATOR)
    public Response create(@Nullable NewTeamBody body) {
        if (body == null || body.slug() == null) {
            throw MillraceException.badRequest("the body must be JSON with a slug");
        }
        String slug = body.slug();
        return switch (teams.create(caller.load(), slug, body.name() == null ? slug : body.name())) {
            case TeamOutcome.Created(Team team) ->
                Response.created(URI.create("/api/teams/" + team.slug()))
                        .entity(TeamBody.of(team))
                        .build();
            case TeamOutcome.Taken(String taken) ->
                throw MillraceException.conflict("there is a team '%s' already".formatted(taken))
                        .withCode("team_exists");
            case TeamOutcome.Refused(String reason) -> throw MillraceException.badRequest(reason);
        };
    }

    /** All teams for an administrator; for others the team that they act for. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public List<TeamBody> list() {
        return teams.list(caller.load()).stream().map(TeamBody::of).toList();
    }

    @GET
    @Path("{slug}")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public TeamBody show(@RestPath String slug) {
        return teams.find(slug)
                .map(TeamBody::of)
                .orElseThrow(() -> MillraceException.notFound("there is no team '%s'".formatted(slug))
                        .withCode("team_missing"));
    }
}

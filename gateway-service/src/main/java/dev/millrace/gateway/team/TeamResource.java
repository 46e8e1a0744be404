package dev.millrace.gateway.team;

import dev.millrace.gateway.administrator.Administrator;
import dev.millrace.kit.error.MillraceException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams}, for the administrator. */
@Path("/api/teams")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class TeamResource {

    private final Teams teams;
    private final Administrator administrator;

    TeamResource(Teams teams, Administrator administrator) {
        this.teams = teams;
        this.administrator = administrator;
    }

    @POST
    public Response create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable NewTeamBody body) {
        administrator.require(authorization);
        if (body == null || body.slug() == null) {
            throw MillraceException.badRequest("the body must be JSON with a slug");
        }
        String slug = body.slug();
        return switch (teams.create(slug, body.name() == null ? slug : body.name())) {
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

    @GET
    public List<TeamBody> list(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        administrator.require(authorization);
        return teams.list().stream().map(TeamBody::of).toList();
    }

    @GET
    @Path("{slug}")
    public TeamBody show(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath String slug) {
        administrator.require(authorization);
        return teams.find(slug)
                .map(TeamBody::of)
                .orElseThrow(() -> MillraceException.notFound("there is no team '%s'".formatted(slug))
                        .withCode("team_missing"));
    }
}

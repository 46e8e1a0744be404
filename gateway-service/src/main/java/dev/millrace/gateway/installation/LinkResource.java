package dev.millrace.gateway.installation;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /api/teams/{slug}/installations}: which team an installation belongs to, for the administrator. */
@Path("/api/teams/{slug}/installations/{installationId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class LinkResource {

    private final Installations installations;
    private final CurrentCaller current;

    LinkResource(Installations installations, CurrentCaller current) {
        this.installations = installations;
        this.current = current;
    }

    /**
     * Links; linking again changes nothing.
     *
     * @param instance host of the forge, where several GitHubs have an installation of this number
     * @param move whether an account that belongs to another team is given to this one, with all its installations
     */
    @PUT
    public InstallationBody link(
            @RestPath String slug,
            @RestPath String installationId,
            @RestQuery Optional<String> instance,
            @RestQuery @DefaultValue("false") boolean move) {
        return switch (installations.link(current.load(), slug, instance, installationId, move)) {
            case LinkOutcome.Linked(Installation installation) -> InstallationBody.of(installation);
            case LinkOutcome.NoTeam noTeam ->
                throw MillraceException.notFound("there is no team '%s'".formatted(slug))
                        .withCode("team_missing");
            case LinkOutcome.NotReported notReported ->
                throw MillraceException.notFound(
                                "the forge has not reported installation %s yet; its webhook may be on the way"
                                        .formatted(installationId))
                        .withCode("installation_missing");
            case LinkOutcome.Ambiguous(List<String> instances) ->
                throw MillraceException.conflict("several forges have an installation %s: %s; name one with instance="
                                .formatted(installationId, String.join(", ", instances)))
                        .withCode("instance_missing");
            case LinkOutcome.Gone(Installation installation) ->
                throw MillraceException.conflict("installation %s of '%s' was removed at the forge"
                                .formatted(
                                        installationId, installation.account().login()))
                        .withCode("installation_deleted");
            case LinkOutcome.AccountTaken(Installation installation) ->
                throw MillraceException.conflict(
                                "an account at a forge belongs to exactly one team, and '%s' already has one; move=true gives it to '%s'"
                                        .formatted(installation.account().login(), slug))
                        .withCode("account_taken");
        };
    }

    /** @param instance host of the forge, where the team has several installations of this number */
    @DELETE
    public Response unlink(
            @RestPath String slug, @RestPath String installationId, @RestQuery Optional<String> instance) {
        if (!installations.unlink(current.load(), slug, instance, installationId)) {
            throw MillraceException.notFound(
                            "installation %s is not linked to team '%s'".formatted(installationId, slug))
                    .withCode("link_missing");
        }
        return Response.noContent().build();
    }
}

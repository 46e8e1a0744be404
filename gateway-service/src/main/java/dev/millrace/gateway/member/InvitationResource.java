package dev.millrace.gateway.member;

import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** {@code /api/teams/{slug}/invitations}: invitations by link, for maintainers. */
@Path("/api/teams/{slug}/invitations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
class InvitationResource {

    private final Invitations invitations;
    private final UpstreamAddresses addresses;
    private final CurrentCaller current;

    InvitationResource(Invitations invitations, UpstreamAddresses addresses, CurrentCaller current) {
        this.invitations = invitations;
        this.addresses = addresses;
        this.current = current;
    }

    /** Answers 201 with the link, which is not shown again. */
    @POST
    public Response create(@RestPath String slug, @Nullable RoleBody body) {
        Role role = RoleName.read(body);
        return switch (invitations.invite(current.load(), slug, role)) {
            case InvitationOutcome.Invited(Invitation invitation, String secret) -> {
                String link = addresses.publicAddress().resolve("/join") + "#" + secret;
                yield Response.created(URI.create("/api/teams/%s/invitations/%s".formatted(slug, invitation.id())))
                        .header("Cache-Control", "no-store")
                        .entity(InvitationBody.of(invitation, secret, link))
                        .build();
            }
            case InvitationOutcome.NoTeam noTeam ->
                throw MillraceException.notFound("there is no team '%s'".formatted(slug))
                        .withCode("team_missing");
            case InvitationOutcome.TooMuch tooMuch ->
                throw MillraceException.forbidden(
                                "inviting to the role %s needs a caller with this role".formatted(role.wireName()))
                        .withCode("too_much");
            case InvitationOutcome.TooMany(int most) ->
                throw MillraceException.badRequest(
                        "the team has %d invitations that can still be accepted, the most that it may have: revoke one first"
                                .formatted(most));
        };
    }

    /** Those that can still be accepted. */
    @GET
    public List<InvitationBody> list(@RestPath String slug) {
        return invitations.list(slug).stream().map(InvitationBody::of).toList();
    }

    @DELETE
    @Path("{invitationId}")
    public Response revoke(@RestPath String slug, @RestPath String invitationId) {
        if (!invitations.revoke(current.load(), slug, invitationId)) {
            throw MillraceException.notFound("the team '%s' has no invitation '%s' that can still be accepted"
                            .formatted(slug, invitationId))
                    .withCode("invitation_missing");
        }
        return Response.noContent().build();
    }
}

package dev.millrace.gateway.member;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/invitations/accept}: for everyone who has the secret of an invitation, with or without a token. */
@Path("/api/invitations/accept")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class AcceptResource {

    private final AcceptInvitation acceptInvitation;
    private final CurrentCaller current;

    AcceptResource(AcceptInvitation acceptInvitation, CurrentCaller current) {
        this.acceptInvitation = acceptInvitation;
        this.current = current;
    }

    /** Answers 201 with the new member and a first access token. */
    @POST
    public Response accept(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable AcceptBody body) {
        if (body == null || body.secret() == null) {
            throw MillraceException.badRequest("the body must be JSON with the secret of an invitation");
        }
        Optional<Caller> user = authorization == null ? Optional.empty() : Optional.of(user());
        return switch (acceptInvitation.handle(user, body.secret(), body.name() == null ? "" : body.name())) {
            case AcceptOutcome.Accepted(var account, Member member, var token, String text) ->
                Response.status(Response.Status.CREATED)
                        .header("Cache-Control", "no-store")
                        .entity(new AcceptedBody(
                                account.id(),
                                account.name(),
                                member.team(),
                                member.role().wireName(),
                                text,
                                token.expiresAt()))
                        .build();
            case AcceptOutcome.NotOpen notOpen ->
                throw MillraceException.notFound(
                                "there is no such invitation, or it was used or revoked, or has expired")
                        .withCode("invitation_missing");
            case AcceptOutcome.Refused(String reason) -> throw MillraceException.badRequest(reason);
        };
    }

    private Caller user() {
        Caller caller = current.load();
        if (caller.user().isEmpty()) {
            throw MillraceException.badRequest(
                            "the caller is no user, but a token of a team or of the platform; send no token to become a new user")
                    .withCode("user_missing");
        }
        return caller;
    }
}

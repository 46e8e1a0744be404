package dev.millrace.gateway.token;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.Scope;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /api/user/tokens}: the caller's own access tokens for the team that the caller acts for. */
@Path("/api/user/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class OwnTokenResource {

    private final IssueToken issueToken;
    private final AccessTokensOfTeams tokens;
    private final CurrentCaller current;

    OwnTokenResource(IssueToken issueToken, AccessTokensOfTeams tokens, CurrentCaller current) {
        this.issueToken = issueToken;
        this.tokens = tokens;
        this.current = current;
    }

    /** Answers 201 with the token, which is not shown again. It has the caller's role. */
    @POST
    public Response create(@Nullable NewTokenBody body) {
        Caller caller = current.load();
        caller.require(Scope.TEAM_WRITE);
        UUID user = user(caller);
        NewTokenBody given = TokenResponses.read(body);
        if (given.role() != null) {
            throw MillraceException.badRequest(
                    "role '%s': the token of a user has the role of its user".formatted(given.role()));
        }
        var request = new TokenRequest(
                caller.team(),
                Optional.of(user),
                caller.subject(),
                String.valueOf(given.name()),
                caller.role().orElseThrow(OwnTokenResource::noUser),
                TokenResponses.scopes(given.scopes()),
                Optional.ofNullable(given.expiresAt()));
        return TokenResponses.created(issueToken.handle(caller, request), "/api/user/tokens");
    }

    /** The one that was used last first; {@code before} is the id of the last one of the page before. */
    @GET
    public List<TokenBody> list(@RestQuery @Nullable String before, @RestQuery @Nullable Integer limit) {
        Caller caller = current.load();
        TokenPage page = TokenPage.of(before, limit);
        return TokenResponses.listed(tokens.list(caller.team(), Optional.of(user(caller)), page), page);
    }

    /** Answers 204, also if it was revoked before. */
    @DELETE
    @Path("{tokenId}")
    public Response revoke(@RestPath String tokenId) {
        Caller caller = current.load();
        caller.require(Scope.TEAM_WRITE);
        UUID user = user(caller);
        if (tokens.find(caller.team(), tokenId)
                .filter(token -> token.user().equals(Optional.of(user)))
                .isEmpty()) {
            throw TokenResponses.missing(tokenId);
        }
        tokens.revoke(caller, caller.team(), tokenId);
        return Response.noContent().build();
    }

    private static UUID user(Caller caller) {
        return caller.user().orElseThrow(OwnTokenResource::noUser);
    }

    private static MillraceException noUser() {
        return MillraceException.notFound("the caller is no user, but a token of a team or of the platform")
                .withCode("user_missing");
    }
}

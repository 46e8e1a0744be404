package dev.millrace.gateway.token;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
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
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/teams/{slug}/tokens}: the access tokens of a team, for its maintainers. Those of its members are listed and can
 * be revoked, too.
 */
@Path("/api/teams/{slug}/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
class TeamTokenResource {

    private final IssueToken issueToken;
    private final AccessTokensOfTeams tokens;
    private final CurrentCaller current;

    TeamTokenResource(IssueToken issueToken, AccessTokensOfTeams tokens, CurrentCaller current) {
        this.issueToken = issueToken;
        this.tokens = tokens;
        this.current = current;
    }

    /** Answers 201 with the token, which is not shown again. */
    @POST
    public Response create(@RestPath String slug, @Nullable NewTokenBody body) {
        NewTokenBody given = TokenResponses.read(body);
        String name = String.valueOf(given.name());
        var request = new TokenRequest(
                slug,
                Optional.empty(),
                name,
                name,
                TokenResponses.role(given.role() == null ? Roles.MEMBER : given.role()),
                TokenResponses.scopes(given.scopes()),
                Optional.ofNullable(given.expiresAt()));
        return TokenResponses.created(
                issueToken.handle(current.load(), request), "/api/teams/%s/tokens".formatted(slug));
    }

    /** The one that was used last first; {@code before} is the id of the last one of the page before. */
    @GET
    public List<TokenBody> list(
            @RestPath String slug, @RestQuery @Nullable String before, @RestQuery @Nullable Integer limit) {
        TokenPage page = TokenPage.of(before, limit);
        return TokenResponses.listed(tokens.list(slug, Optional.empty(), page), page);
    }

    /** Answers 204, also if it was revoked before. */
    @DELETE
    @Path("{tokenId}")
    public Response revoke(@RestPath String slug, @RestPath String tokenId) {
        Caller caller = current.load();
        AccessToken token = tokens.find(slug, tokenId).orElseThrow(() -> TokenResponses.missing(tokenId));
        boolean higher = caller.role().filter(own -> own.includes(token.role())).isEmpty();
        if (higher && !caller.administrator()) {
            throw MillraceException.forbidden("the token has the role %s, which the caller does not have"
                            .formatted(token.role().wireName()))
                    .withCode("too_much");
        }
        tokens.revoke(caller, slug, tokenId);
        return Response.noContent().build();
    }
}

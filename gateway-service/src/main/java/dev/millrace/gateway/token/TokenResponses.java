package dev.millrace.gateway.token;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the two resources of access tokens share: reading a request, and the response to it. */
final class TokenResponses {

    private TokenResponses() {}

    /** @param collection path of the collection of tokens */
    static Response created(TokenOutcome outcome, String collection) {
        return switch (outcome) {
            case TokenOutcome.Issued(AccessToken token, String text) ->
                Response.created(URI.create(collection + "/" + token.id()))
                        .header("Cache-Control", "no-store")
                        .entity(TokenBody.of(token, text))
                        .build();
            case TokenOutcome.NoTeam(String slug) ->
                throw MillraceException.notFound("there is no team '%s'".formatted(slug))
                        .withCode("team_missing");
            case TokenOutcome.TooMuch(String reason) ->
                throw MillraceException.forbidden(reason).withCode("too_much");
            case TokenOutcome.Refused(String reason) -> throw MillraceException.badRequest(reason);
        };
    }

    /** @param found empty if the page begins after a token that is unknown */
    static List<TokenBody> listed(Optional<List<AccessToken>> found, TokenPage page) {
        return found
                .orElseThrow(() -> MillraceException.badRequest("before '%s' is no access token of the team"
                        .formatted(page.before().orElse(""))))
                .stream()
                .map(TokenBody::of)
                .toList();
    }

    static NewTokenBody read(@Nullable NewTokenBody body) {
        if (body == null || body.name() == null || body.scopes() == null) {
            throw MillraceException.badRequest("the body must be JSON with a name and scopes");
        }
        return body;
    }

    static Set<Scope> scopes(@Nullable List<String> names) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : names == null ? List.<String>of() : names) {
            scopes.add(Scope.find(name)
                    .orElseThrow(() -> MillraceException.badRequest(
                            "scope '%s' is none of git:read, git:write, repo:write, org:read, events:write, team:write"
                                    .formatted(name))));
        }
        return scopes;
    }

    static Role role(String name) {
        return Role.find(name)
                .orElseThrow(() -> MillraceException.badRequest(
                        "role '%s' is none of viewer, member, maintainer, owner".formatted(name)));
    }

    static MillraceException missing(String id) {
        return MillraceException.notFound("there is no access token '%s'".formatted(id))
                .withCode("token_unknown");
    }
}

package dev.millrace.gateway.team;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Hides each team from the callers of others: below {@code /api/teams/{slug}}, only those who act for the team, and
 * administrators, get past this. Others get the answer that they would get if there were no such team.
 */
class TeamFilter {

    private final CurrentCaller current;

    TeamFilter(CurrentCaller current) {
        this.current = current;
    }

    @ServerRequestFilter
    public void require(UriInfo address) {
        @Nullable String slug = address.getPathParameters().getFirst("slug");
        if (slug == null) {
            return;
        }
        Caller caller = current.load();
        if (!caller.administrator() && !caller.team().equals(slug)) {
            throw MillraceException.notFound("there is no team '%s'".formatted(slug))
                    .withCode("team_missing");
        }
    }
}

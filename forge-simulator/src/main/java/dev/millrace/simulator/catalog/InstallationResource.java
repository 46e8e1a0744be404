package dev.millrace.simulator.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.app.InstallationTokens;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.rest.Page;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** {@code /installation}: what an installation can request about itself with its token. */
@GitHubApi
@Path("/installation")
class InstallationResource {

    private final CurrentCaller caller;
    private final Installations installations;
    private final InstallationTokens tokens;
    private final RepositoryShape repositories;
    private final AppShape apps;

    InstallationResource(
            CurrentCaller caller,
            Installations installations,
            InstallationTokens tokens,
            RepositoryShape repositories,
            AppShape apps) {
        this.caller = caller;
        this.installations = installations;
        this.tokens = tokens;
        this.repositories = repositories;
        this.apps = apps;
    }

    @GET
    @Path("/repositories")
    public Response list(@Context UriInfo uri) {
        InstallationToken token = caller.requireInstallation();
        List<HostedRepository> all = installations.repositories(token.installation()).stream()
                .filter(token::covers)
                .toList();
        Page page = Page.of(uri);
        ObjectNode answer = Json.object()
                .put("total_count", all.size())
                .put("repository_selection", apps.selection(token.installation()));
        answer.set(
                "repositories",
                Json.array(page.cut(all).stream()
                        .map(repository -> repositories.listed(repository, Role.of(token)))
                        .toList()));
        return page.link(Answer.ok(answer), all.size());
    }

    @DELETE
    @Path("/token")
    public Response revoke() {
        tokens.revoke(caller.requireInstallation());
        return Response.noContent().build();
    }
}

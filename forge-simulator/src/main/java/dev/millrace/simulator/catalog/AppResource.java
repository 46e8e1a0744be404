package dev.millrace.simulator.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.rest.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /app}: what the App can request with its JWT. */
@GitHubApi
@Path("/app")
class AppResource {

    private final CurrentCaller caller;
    private final AppShape shape;
    private final Installations installations;
    private final MintToken mintToken;
    private final RepositoryShape repositories;

    AppResource(
            CurrentCaller caller,
            AppShape shape,
            Installations installations,
            MintToken mintToken,
            RepositoryShape repositories) {
        this.caller = caller;
        this.shape = shape;
        this.installations = installations;
        this.mintToken = mintToken;
        this.repositories = repositories;
    }

    @GET
    public Response app() {
        caller.requireApp();
        return Answer.ok(
                shape.app().put("installations_count", installations.list().size()));
    }

    /**
     * Lists installations.
     *
     * @param since only those that were changed after this time, ISO 8601
     * @param outdated only those whose account has not accepted the App's current permissions, whatever the value
     */
    @GET
    @Path("/installations")
    public Response list(
            @Context UriInfo uri,
            @QueryParam("since") @Nullable String since,
            @QueryParam("outdated") @Nullable String outdated) {
        caller.requireApp();
        Page page = Page.of(uri);
        Instant after = since == null ? Instant.MIN : time(since);
        List<Installation> all = installations.list().stream()
                .filter(installation -> installation.updatedAt().isAfter(after))
                .filter(installation ->
                        outdated == null || !installation.permissions().equals(GitHubApp.PERMISSIONS))
                .toList();
        return page.link(
                Answer.ok(Json.array(
                        page.cut(all).stream().map(shape::installation).toList())),
                all.size());
    }

    @GET
    @Path("/installations/{id}")
    public Response find(@PathParam("id") long id) {
        caller.requireApp();
        return Answer.ok(shape.installation(installations.load(id)));
    }

    @POST
    @Path("/installations/{id}/access_tokens")
    public Response token(@PathParam("id") long id, byte[] body) {
        caller.requireApp();
        InstallationToken token = mintToken.handle(installations.load(id), Json.parseObject(body));
        ObjectNode answer = Json.object().put("token", token.value());
        answer.set("expires_at", Json.time(token.expiresAt()));
        answer.set("permissions", shape.permissions(token.permissions()));
        boolean narrowed = token.repositoryIds().isPresent();
        answer.put("repository_selection", narrowed ? "selected" : shape.selection(token.installation()));
        if (narrowed) {
            answer.set(
                    "repositories",
                    Json.array(installations.repositories(token.installation()).stream()
                            .filter(token::covers)
                            .map(repository -> repositories.listed(repository, Role.of(token)))
                            .toList()));
        }
        return Answer.created(answer);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw GitHubFailure.of(422, "since is not a time in ISO 8601");
        }
    }
}

package dev.millrace.simulator.pulls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.hosting.CommitShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.rest.Page;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /repos/<owner>/<name>/pulls}: changes, their files and their commits. */
@GitHubApi
@Path("/repos/{owner}/{repo}/pulls")
class ChangeResource {

    private final CurrentCaller caller;
    private final Changes changes;
    private final ChangeShape shape;
    private final CommitShape commits;

    ChangeResource(CurrentCaller caller, Changes changes, ChangeShape shape, CommitShape commits) {
        this.caller = caller;
        this.changes = changes;
        this.shape = shape;
        this.commits = commits;
    }

    @GET
    public Response list(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @QueryParam("state") @DefaultValue("open") String state,
            @QueryParam("head") @Nullable String head,
            @QueryParam("base") @Nullable String base,
            @QueryParam("direction") @DefaultValue("desc") String direction,
            @Context UriInfo uri) {
        HostedRepository repository = reading(owner, repo);
        if (!List.of("open", "closed", "all").contains(state)) {
            throw GitHubFailure.invalid("PullRequest", "state", "invalid", "state must be open, closed or all");
        }
        Comparator<Change> oldestFirst = Comparator.comparingInt(Change::number);
        List<Change> fitting = changes.list(repository).stream()
                .filter(change -> state.equals("all") || change.isOpen() == state.equals("open"))
                .filter(change -> head == null || head.equals(owner + ":" + change.headRef()))
                .filter(change -> base == null || base.equals(change.baseRef()))
                .sorted(direction.equals("asc") ? oldestFirst : oldestFirst.reversed())
                .toList();
        return paged(uri, fitting, change -> shape.listed(repository, change));
    }

    @GET
    @Path("/{number}")
    public Response find(
            @PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("number") int number) {
        HostedRepository repository = reading(owner, repo);
        return Answer.ok(shape.full(repository, changes.load(repository, number)));
    }

    @GET
    @Path("/{number}/files")
    public Response files(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("number") int number,
            @Context UriInfo uri) {
        HostedRepository repository = reading(owner, repo);
        Change change = changes.load(repository, number);
        return paged(uri, shape.diff(repository, change).files(), file -> shape.file(repository, change, file));
    }

    @GET
    @Path("/{number}/commits")
    public Response commits(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("number") int number,
            @Context UriInfo uri) {
        HostedRepository repository = reading(owner, repo);
        Change change = changes.load(repository, number);
        return paged(uri, shape.diff(repository, change).commits(), commit -> commits.full(repository, commit));
    }

    private HostedRepository reading(String owner, String repo) {
        return caller.reading(owner, repo, "pull_requests");
    }

    private static <T> Response paged(UriInfo uri, List<T> all, Function<T, ObjectNode> describe) {
        Page page = Page.of(uri);
        return page.link(
                Answer.ok(Json.array(page.cut(all).stream().map(describe).toList())), all.size());
    }
}

package dev.millrace.simulator.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.Caller;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.rest.Page;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Check runs over REST. Only an App may write them. */
@GitHubApi
@Path("/repos/{owner}/{repo}")
class CheckRunResource {

    private final CurrentCaller caller;
    private final CheckRuns runs;
    private final CheckRunShape shape;
    private final GitHubApp app;

    CheckRunResource(CurrentCaller caller, CheckRuns runs, CheckRunShape shape, GitHubApp app) {
        this.caller = caller;
        this.runs = runs;
        this.shape = shape;
        this.app = app;
    }

    @POST
    @Path("/check-runs")
    public Response create(@PathParam("owner") String owner, @PathParam("repo") String repo, byte[] body) {
        HostedRepository repository = writing(owner, repo);
        CheckRequest request = CheckRequest.toCreate(Json.parseObject(body));
        String headSha = Commits.find(repository, request.headSha())
                .orElseThrow(() -> GitHubFailure.of(422, "No commit found for SHA: " + request.headSha()))
                .name();
        return Answer.created(shape.full(repository, runs.create(repository, headSha, request)));
    }

    @PATCH
    @Path("/check-runs/{id}")
    public Response update(
            @PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("id") long id, byte[] body) {
        HostedRepository repository = writing(owner, repo);
        CheckRequest request = CheckRequest.toUpdate(Json.parseObject(body));
        return Answer.ok(shape.full(repository, runs.update(load(repository, id), request)));
    }

    @GET
    @Path("/check-runs/{id}")
    public Response find(@PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("id") long id) {
        HostedRepository repository = caller.reading(owner, repo, "checks");
        return Answer.ok(shape.full(repository, load(repository, id)));
    }

    @GET
    @Path("/check-runs/{id}/annotations")
    public Response annotations(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("id") long id,
            @Context UriInfo uri) {
        HostedRepository repository = caller.reading(owner, repo, "checks");
        List<JsonNode> all = new ArrayList<>();
        shape.annotations(repository, load(repository, id)).forEach(all::add);
        Page page = Page.of(uri);
        return page.link(Answer.ok(Json.array(page.cut(all))), all.size());
    }

    @GET
    @Path("/commits/{ref: .+}/check-runs")
    public Response ofCommit(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("ref") String ref,
            @QueryParam("check_name") @Nullable String name,
            @QueryParam("status") @Nullable String status,
            @QueryParam("filter") @DefaultValue("latest") String filter,
            @QueryParam("app_id") @Nullable Long appId,
            @Context UriInfo uri) {
        HostedRepository repository = caller.reading(owner, repo, "checks");
        Set<String> seen = new HashSet<>();
        List<CheckRun> fitting = runs
                .of(repository, Commits.load(repository, ref).name())
                .stream()
                .filter(run -> appId == null || appId == app.id())
                .filter(run -> filter.equals("all") || seen.add(run.name()))
                .filter(run -> name == null || name.equals(run.name()))
                .filter(run -> status == null || status.equals(run.status()))
                .toList();
        Page page = Page.of(uri);
        ObjectNode answer = Json.object().put("total_count", fitting.size());
        answer.set(
                "check_runs",
                Json.array(page.cut(fitting).stream()
                        .map(run -> shape.full(repository, run))
                        .toList()));
        return page.link(Answer.ok(answer), fitting.size());
    }

    private HostedRepository writing(String owner, String repo) {
        HostedRepository repository = caller.writing(owner, repo, "checks");
        if (caller.get() instanceof Caller.Person) {
            throw GitHubFailure.of(403, "You must authenticate via a GitHub App.");
        }
        return repository;
    }

    private CheckRun load(HostedRepository repository, long id) {
        return runs.current(id)
                .filter(run -> run.repositoryId() == repository.id())
                .orElseThrow(GitHubFailure::notFound);
    }
}

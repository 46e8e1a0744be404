package dev.millrace.simulator.statuses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Commit statuses over REST. */
@GitHubApi
@Path("/repos/{owner}/{repo}")
class CommitStatusResource {

    private static final Set<String> STATES = Set.of("error", "failure", "pending", "success");
    private static final int LONGEST_DESCRIPTION = 140;

    private final CurrentCaller caller;
    private final CommitStatuses statuses;
    private final RepositoryShape repositories;
    private final Ids ids;
    private final Clock clock;

    CommitStatusResource(
            CurrentCaller caller, CommitStatuses statuses, RepositoryShape repositories, Ids ids, Clock clock) {
        this.caller = caller;
        this.statuses = statuses;
        this.repositories = repositories;
        this.ids = ids;
        this.clock = clock;
    }

    @POST
    @Path("/statuses/{sha}")
    public Response create(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("sha") String sha,
            byte[] sent) {
        HostedRepository repository = caller.writing(owner, repo, "statuses");
        ObjectNode body = Json.parseObject(sent);
        String state = Json.text(body, "state")
                .filter(STATES::contains)
                .orElseThrow(() -> GitHubFailure.invalidRequest(
                        "%s is not a member of [error, failure, pending, success].".formatted(body.path("state"))));
        Optional<String> description = Json.text(body, "description");
        if (description.filter(text -> text.length() > LONGEST_DESCRIPTION).isPresent()) {
            throw GitHubFailure.invalid(
                    "Status", "description", "custom", "description is too long (maximum is 140 characters)");
        }
        String headSha = Commits.find(repository, sha)
                .orElseThrow(() -> GitHubFailure.of(422, "No commit found for SHA: " + sha))
                .name();
        var status = new CommitStatus(
                ids.next(),
                repository.id(),
                headSha,
                Json.text(body, "context").orElse("default"),
                state,
                description,
                Json.text(body, "target_url"),
                clock.instant());
        statuses.add(status);
        return Answer.created(full(repository, status));
    }

    @GET
    @Path("/commits/{ref: .+}/statuses")
    public Response ofCommit(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("ref") String ref,
            @Context UriInfo uri) {
        HostedRepository repository = caller.reading(owner, repo, "statuses");
        List<ObjectNode> all = statuses
                .of(repository, Commits.load(repository, ref).name())
                .stream()
                .map(status -> full(repository, status))
                .toList();
        Page page = Page.of(uri);
        return page.link(Answer.ok(Json.array(page.cut(all))), all.size());
    }

    private ObjectNode full(HostedRepository repository, CommitStatus status) {
        ObjectNode node = Json.object()
                .put("url", repositories.api(repository) + "/statuses/" + status.headSha())
                .put("id", status.id())
                .put("node_id", NodeId.of("SC", status.id()))
                .put("state", status.state())
                .put("description", status.description().orElse(null))
                .put("target_url", status.targetUrl().orElse(null))
                .put("context", status.context());
        node.putNull("avatar_url").putNull("creator");
        node.set("created_at", Json.time(status.createdAt()));
        node.set("updated_at", Json.time(status.createdAt()));
        return node;
    }
}

package dev.millrace.simulator.comments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.Caller;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.pulls.Change;
import dev.millrace.simulator.pulls.Changes;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.rest.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** {@code /repos/<owner>/<name>/issues}: comments on changes; there are no other issues here. */
@GitHubApi
@Path("/repos/{owner}/{repo}/issues")
class CommentResource {

    private final CurrentCaller caller;
    private final Changes changes;
    private final Comments comments;
    private final Reactions reactions;
    private final WriteComment write;
    private final CommentShape shape;
    private final GitHubApp app;

    CommentResource(
            CurrentCaller caller,
            Changes changes,
            Comments comments,
            Reactions reactions,
            WriteComment write,
            CommentShape shape,
            GitHubApp app) {
        this.caller = caller;
        this.changes = changes;
        this.comments = comments;
        this.reactions = reactions;
        this.write = write;
        this.shape = shape;
        this.app = app;
    }

    @GET
    @Path("/{number}/comments")
    public Response list(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("number") int number,
            @Context UriInfo uri) {
        HostedRepository repository = caller.reading(owner, repo, "issues");
        List<Comment> all =
                comments.of(repository, changes.load(repository, number).number());
        Page page = Page.of(uri);
        return page.link(
                Answer.ok(Json.array(page.cut(all).stream()
                        .map(comment -> shape.full(repository, comment))
                        .toList())),
                all.size());
    }

    @POST
    @Path("/{number}/comments")
    public Response create(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("number") int number,
            byte[] body) {
        HostedRepository repository = caller.writing(owner, repo, "issues", "pull_requests");
        Change change = changes.load(repository, number);
        Comment comment = write.handle(repository, change, author(), byApp(), text(body));
        return Answer.created(shape.full(repository, comment));
    }

    @GET
    @Path("/comments/{id}")
    public Response find(@PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("id") long id) {
        HostedRepository repository = caller.reading(owner, repo, "issues");
        return Answer.ok(shape.full(repository, comments.load(repository, id)));
    }

    @PATCH
    @Path("/comments/{id}")
    public Response edit(
            @PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("id") long id, byte[] body) {
        HostedRepository repository = caller.writing(owner, repo, "issues", "pull_requests");
        Comment comment = comments.load(repository, id);
        Change change = changes.load(repository, comment.number());
        return Answer.ok(shape.full(repository, write.edit(repository, change, comment, author(), text(body))));
    }

    @GET
    @Path("/comments/{id}/reactions")
    public Response reactions(
            @PathParam("owner") String owner,
            @PathParam("repo") String repo,
            @PathParam("id") long id,
            @Context UriInfo uri) {
        HostedRepository repository = caller.reading(owner, repo, "issues");
        List<Reaction> all = reactions.of(comments.load(repository, id).id());
        Page page = Page.of(uri);
        return page.link(
                Answer.ok(Json.array(page.cut(all).stream().map(shape::reaction).toList())), all.size());
    }

    /** 201, or 200 for a reaction that the author has made before. */
    @POST
    @Path("/comments/{id}/reactions")
    public Response react(
            @PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("id") long id, byte[] body) {
        HostedRepository repository = caller.writing(owner, repo, "issues", "pull_requests");
        Comment comment = comments.load(repository, id);
        String content = Json.text(Json.parseObject(body), "content").orElse("");
        if (!Reactions.CONTENTS.contains(content)) {
            throw GitHubFailure.invalid("Reaction", "content", "invalid", "content is not a reaction");
        }
        Reactions.Made made = reactions.add(comment.id(), author(), content);
        ObjectNode answer = shape.reaction(made.reaction());
        return made.isNew() ? Answer.created(answer) : Answer.ok(answer);
    }

    private Account author() {
        return caller.get() instanceof Caller.Person(Account account) ? account : app.bot();
    }

    private boolean byApp() {
        return caller.get() instanceof Caller.Installed;
    }

    private static String text(byte[] body) {
        ObjectNode request = Json.parseObject(body);
        return Json.text(request, "body").orElse("");
    }
}

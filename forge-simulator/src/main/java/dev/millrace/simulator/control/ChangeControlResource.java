package dev.millrace.simulator.control;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.comments.Comment;
import dev.millrace.simulator.comments.WriteComment;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.pulls.Change;
import dev.millrace.simulator.pulls.ChangeLife;
import dev.millrace.simulator.pulls.Changes;
import dev.millrace.simulator.pulls.MergeChange;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** {@code /_sim/repositories/<owner>/<name>/pulls}: open, push to, comment, merge, close and reopen changes. */
@Path("/_sim/repositories/{owner}/{name}/pulls")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ChangeControlResource {

    /**
     * A change to open.
     *
     * @param head branch with the new commits
     * @param base branch they should go to; the default branch if absent
     */
    record NewChangeBody(
            String title,
            String head,
            Optional<String> base,
            Optional<String> body,
            boolean draft,
            Optional<String> user) {}

    record PushToChangeBody(Map<String, @Nullable String> files, Optional<String> message, Optional<String> user) {}

    /**
     * How to merge.
     *
     * @param method {@code merge} or {@code squash}
     */
    record MergeBody(Optional<String> method, Optional<String> user) {}

    record UserBody(Optional<String> user) {}

    record CommentBody(String body, Optional<String> user) {}

    record CommentedBody(long id) {}

    /**
     * A change.
     *
     * @param appliedAt when the requested action was complete, ISO 8601
     * @param mergeSha  the commit on the base; absent until merged
     */
    record ChangeBody(
            long id,
            int number,
            String state,
            boolean merged,
            String headRef,
            String headSha,
            String baseRef,
            String baseSha,
            Optional<String> mergeSha,
            String appliedAt) {

        static ChangeBody of(Change change, Instant appliedAt) {
            return new ChangeBody(
                    change.id(),
                    change.number(),
                    change.isOpen() ? "open" : "closed",
                    change.mergedAt().isPresent(),
                    change.headRef(),
                    change.headSha().name(),
                    change.baseRef(),
                    change.baseSha().name(),
                    change.mergedAt().flatMap(_ -> change.mergeCommit().map(ObjectId::name)),
                    appliedAt.toString());
        }
    }

    private final Actors actors;
    private final Changes changes;
    private final ChangeLife life;
    private final MergeChange merge;
    private final WriteComment comment;
    private final PushResource pushes;
    private final Clock clock;

    ChangeControlResource(
            Actors actors,
            Changes changes,
            ChangeLife life,
            MergeChange merge,
            WriteComment comment,
            PushResource pushes,
            Clock clock) {
        this.actors = actors;
        this.changes = changes;
        this.life = life;
        this.merge = merge;
        this.comment = comment;
        this.pushes = pushes;
        this.clock = clock;
    }

    @POST
    public ChangeBody open(@PathParam("owner") String owner, @PathParam("name") String name, NewChangeBody body) {
        HostedRepository repository = actors.repository(owner, name);
        Account author = actors.user(body.user());
        return Actors.locked(repository, () -> {
            Change change = life.open(
                    repository,
                    author,
                    new Change.Proposal(
                            body.title(),
                            body.body().orElse(""),
                            body.head(),
                            body.base().orElse(repository.defaultBranch()),
                            body.draft()));
            return ChangeBody.of(change, change.createdAt());
        });
    }

    @GET
    @Path("/{number}")
    public ChangeBody find(
            @PathParam("owner") String owner, @PathParam("name") String name, @PathParam("number") int number) {
        return ChangeBody.of(changes.load(actors.repository(owner, name), number), clock.instant());
    }

    @POST
    @Path("/{number}/pushes")
    public PushResource.PushedBody push(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            PushToChangeBody body) {
        Change change = changes.load(actors.repository(owner, name), number);
        return pushes.push(
                owner,
                name,
                new PushResource.PushBody(
                        Optional.of(change.headRef()),
                        Optional.empty(),
                        body.files(),
                        body.message(),
                        Optional.empty(),
                        false,
                        false,
                        body.user()));
    }

    @POST
    @Path("/{number}/merge")
    public ChangeBody merge(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            MergeBody body) {
        HostedRepository repository = actors.repository(owner, name);
        MergeChange.Method method =
                MergeChange.Method.valueOf(body.method().orElse("merge").toUpperCase(Locale.ROOT));
        return Actors.locked(repository, () -> {
            Change change = changes.load(repository, number);
            return ChangeBody.of(
                    change,
                    merge.handle(repository, actors.user(body.user()), change, method)
                            .appliedAt());
        });
    }

    @POST
    @Path("/{number}/close")
    public ChangeBody close(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            UserBody body) {
        HostedRepository repository = actors.repository(owner, name);
        return Actors.locked(repository, () -> {
            Change change = changes.load(repository, number);
            life.close(repository, actors.user(body.user()), change);
            return ChangeBody.of(change, change.updatedAt());
        });
    }

    @POST
    @Path("/{number}/reopen")
    public ChangeBody reopen(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            UserBody body) {
        HostedRepository repository = actors.repository(owner, name);
        return Actors.locked(repository, () -> {
            Change change = changes.load(repository, number);
            life.reopen(repository, actors.user(body.user()), change);
            return ChangeBody.of(change, change.updatedAt());
        });
    }

    @POST
    @Path("/{number}/comments")
    public CommentedBody comment(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            CommentBody body) {
        HostedRepository repository = actors.repository(owner, name);
        Comment written = comment.handle(
                repository, changes.load(repository, number), actors.user(body.user()), false, body.body());
        return new CommentedBody(written.id());
    }
}

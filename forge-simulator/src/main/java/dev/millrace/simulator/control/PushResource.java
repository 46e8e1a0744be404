package dev.millrace.simulator.control;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.WriteCommit;
import dev.millrace.simulator.pushes.MoveRef;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** Pushes without a Git client: new commits, new branches and tags, moved and deleted ones. */
@Path("/_sim/repositories/{owner}/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PushResource {

    /**
     * A push of one branch or one tag.
     *
     * @param branch  the branch to push to, the default branch if neither it nor a tag is given
     * @param tag     the tag to set
     * @param files   content by path, null to remove; a commit with them is created on top of {@code from}
     * @param message of the commit; of an annotated tag; without it the tag is lightweight
     * @param from    branch, tag or object id to start from; the branch itself if absent
     * @param force   whether the branch may lose commits
     * @param delete  whether to delete the branch or tag
     * @param user    who pushes and, for commits, is author
     */
    record PushBody(
            Optional<String> branch,
            Optional<String> tag,
            @Nullable Map<String, @Nullable String> files,
            Optional<String> message,
            Optional<String> from,
            boolean force,
            boolean delete,
            Optional<String> user) {

        Map<String, @Nullable String> content() {
            return files == null ? Map.of() : files;
        }
    }

    /**
     * A branch to create.
     *
     * @param from branch, tag or object id; the default branch if absent
     */
    record BranchBody(String name, Optional<String> from, Optional<String> user) {}

    /**
     * What was pushed.
     *
     * @param after     the new object of the ref; 40 zeros if it was deleted
     * @param appliedAt when the ref had moved, ISO 8601, before it was announced
     */
    record PushedBody(String ref, String before, String after, boolean forced, String appliedAt) {

        static PushedBody of(MoveRef.Moved moved) {
            return new PushedBody(
                    moved.change().ref(),
                    moved.change().before().name(),
                    moved.change().after().name(),
                    moved.change().forced(),
                    moved.appliedAt().toString());
        }
    }

    private final Actors actors;
    private final MoveRef moveRef;
    private final Clock clock;

    PushResource(Actors actors, MoveRef moveRef, Clock clock) {
        this.actors = actors;
        this.moveRef = moveRef;
        this.clock = clock;
    }

    @POST
    @Path("/pushes")
    public PushedBody push(@PathParam("owner") String owner, @PathParam("name") String name, PushBody body) {
        HostedRepository repository = actors.repository(owner, name);
        Account pusher = actors.user(body.user());
        return Actors.locked(repository, () -> {
            String ref = body.tag()
                    .map(tag -> Constants.R_TAGS + tag)
                    .orElseGet(() -> Constants.R_HEADS + body.branch().orElse(repository.defaultBranch()));
            if (!Repository.isValidRefName(ref)) {
                throw GitHubFailure.of(422, "%s is not a valid ref name".formatted(ref));
            }
            ObjectId after = body.delete() ? ObjectId.zeroId() : target(repository, pusher, ref, body);
            return PushedBody.of(moveRef.handle(
                    repository,
                    pusher,
                    new MoveRef.RefMove(ref, after, body.force() || body.tag().isPresent())));
        });
    }

    @POST
    @Path("/branches")
    public PushedBody branch(@PathParam("owner") String owner, @PathParam("name") String name, BranchBody body) {
        HostedRepository repository = actors.repository(owner, name);
        return Actors.locked(repository, () -> {
            ObjectId from = Commits.load(repository, body.from().orElse(repository.defaultBranch()));
            return PushedBody.of(moveRef.handle(
                    repository,
                    actors.user(body.user()),
                    new MoveRef.RefMove(Constants.R_HEADS + body.name(), from, false)));
        });
    }

    private ObjectId target(HostedRepository repository, Account pusher, String ref, PushBody body) {
        PersonIdent author = new PersonIdent(pusher.login(), pusher.email(), clock.instant(), clock.getZone());
        try {
            List<ObjectId> parents = start(repository, ref, body).map(List::of).orElse(List.of());
            ObjectId commit = body.files() == null && !parents.isEmpty()
                    ? parents.getFirst()
                    : WriteCommit.of(
                            repository.git(),
                            parents,
                            body.content(),
                            author,
                            body.message().orElse("Change " + body.content().size() + " files"));
            return body.tag().isPresent() && body.message().isPresent()
                    ? WriteCommit.tag(
                            repository.git(),
                            body.tag().get(),
                            commit,
                            author,
                            body.message().get())
                    : commit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the new commit starts; empty for the first commit of a repository. */
    private static Optional<ObjectId> start(HostedRepository repository, String ref, PushBody body) throws IOException {
        if (body.from().isPresent()) {
            return Optional.of(Commits.load(repository, body.from().get()));
        }
        for (String candidate : List.of(ref, Constants.R_HEADS + repository.defaultBranch())) {
            Ref existing = repository.git().exactRef(candidate);
            if (existing != null && candidate.startsWith(Constants.R_HEADS)) {
                return Optional.of(existing.getObjectId());
            }
        }
        return Optional.empty();
    }
}

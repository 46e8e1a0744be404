package dev.millrace.simulator.control;

import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.pulls.Changes;
import dev.millrace.simulator.pulls.MergeQueue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** {@code /_sim/repositories/<owner>/<name>/pulls/<number>}: changes in the merge queue. */
@Path("/_sim/repositories/{owner}/{name}/pulls/{number}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class MergeQueueResource {

    record EnqueueBody(Optional<String> user) {}

    /**
     * Why it leaves the queue.
     *
     * @param reason {@code merged}, {@code invalidated} or {@code dequeued}; {@code dequeued} if absent
     */
    record DequeueBody(Optional<String> reason, Optional<String> user) {}

    record GroupBody(String headRef, String headSha, String baseRef, String baseSha) {}

    private final Actors actors;
    private final Changes changes;
    private final MergeQueue queue;

    MergeQueueResource(Actors actors, Changes changes, MergeQueue queue) {
        this.actors = actors;
        this.changes = changes;
        this.queue = queue;
    }

    @POST
    @Path("/enqueue")
    public GroupBody enqueue(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            EnqueueBody body) {
        HostedRepository repository = actors.repository(owner, name);
        return Actors.locked(repository, () -> {
            MergeQueue.Group group = queue.add(repository, actors.user(body.user()), changes.load(repository, number));
            return new GroupBody(
                    group.headRef(),
                    group.headSha().name(),
                    group.baseRef(),
                    group.baseSha().name());
        });
    }

    @POST
    @Path("/dequeue")
    public void dequeue(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("number") int number,
            DequeueBody body) {
        HostedRepository repository = actors.repository(owner, name);
        Actors.locked(repository, () -> {
            queue.remove(
                    repository,
                    actors.user(body.user()),
                    changes.load(repository, number),
                    body.reason().orElse("dequeued"));
            return true;
        });
    }
}

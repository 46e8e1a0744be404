package dev.millrace.simulator.pulls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.WriteCommit;
import dev.millrace.simulator.pushes.MoveRef;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** Merge queues: a change is merged on a temporary branch, whose checks are requested. Nothing is merged by the queue itself. */
@ApplicationScoped
public class MergeQueue {

    /**
     * A change on its temporary branch.
     *
     * @param headRef full name
     * @param baseRef full name of the branch that it is to be merged into
     */
    public record Group(String headRef, ObjectId headSha, String baseRef, ObjectId baseSha) {}

    private final AnnounceEvent announce;
    private final MoveRef moveRef;
    private final Clock clock;
    private final Map<String, Group> groups = new ConcurrentHashMap<>();

    MergeQueue(AnnounceEvent announce, MoveRef moveRef, Clock clock) {
        this.announce = announce;
        this.moveRef = moveRef;
        this.clock = clock;
    }

    /**
     * Puts a change into the queue, as the only one of its group; the repository is locked.
     *
     * @throws GitHubFailure 422 if it is not open, or conflicts with the base
     */
    public Group add(HostedRepository repository, Account user, Change change) {
        ChangeLife.requireOpen(change);
        String base = Constants.R_HEADS + change.baseRef();
        ObjectId baseSha = Commits.load(repository, base);
        try {
            ObjectId tree = TrialMerge.tree(repository.git(), baseSha, change.headSha())
                    .orElseThrow(() -> GitHubFailure.of(422, "Pull Request is not mergeable"));
            ObjectId commit = WriteCommit.ofTree(
                    repository.git(),
                    tree,
                    List.of(baseSha, change.headSha()),
                    new PersonIdent(user.login(), user.email(), clock.instant(), clock.getZone()),
                    "Merge pull request #%d".formatted(change.number()));
            String head = Constants.R_HEADS
                    + "gh-readonly-queue/%s/pr-%d-%s".formatted(change.baseRef(), change.number(), baseSha.name());
            moveRef.handle(repository, user, new MoveRef.RefMove(head, commit, true));
            var group = new Group(head, commit, base, baseSha);
            groups.put(key(repository, change), group);
            announce.inRepository("merge_group", repository, user, payload(group, "checks_requested"));
            return group;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes a change from the queue with its branch; the repository is locked.
     *
     * @param reason {@code merged}, {@code invalidated} or {@code dequeued}
     * @throws GitHubFailure 404 if it is not in the queue
     */
    public void remove(HostedRepository repository, Account user, Change change, String reason) {
        Group group = groups.remove(key(repository, change));
        if (group == null) {
            throw GitHubFailure.notFound();
        }
        announce.inRepository(
                "merge_group", repository, user, payload(group, "destroyed").put("reason", reason));
        moveRef.handle(repository, user, new MoveRef.RefMove(group.headRef(), ObjectId.zeroId(), true));
    }

    private static ObjectNode payload(Group group, String action) {
        ObjectNode payload = Json.object().put("action", action);
        payload.putObject("merge_group")
                .put("head_sha", group.headSha().name())
                .put("head_ref", group.headRef())
                .put("base_sha", group.baseSha().name())
                .put("base_ref", group.baseRef());
        return payload;
    }

    private static String key(HostedRepository repository, Change change) {
        return repository.id() + "/" + change.number();
    }
}

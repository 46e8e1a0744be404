package dev.millrace.simulator.pulls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RefChange;
import dev.millrace.simulator.hosting.WriteCommit;
import dev.millrace.simulator.pushes.PushFollower;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Opens, closes and reopens changes, and follows pushes: a push to the head of an open change moves it, deleting the head
 * closes it, and a base that has all its commits has merged it. Each is announced as {@code pull_request}. As at GitHub, the
 * head and a trial merge are to be fetched as {@code refs/pull/<number>/head} and {@code .../merge}.
 */
@ApplicationScoped
public class ChangeLife implements PushFollower {

    private final Changes changes;
    private final ChangeShape shape;
    private final AnnounceEvent announce;
    private final Ids ids;
    private final Clock clock;

    ChangeLife(Changes changes, ChangeShape shape, AnnounceEvent announce, Ids ids, Clock clock) {
        this.changes = changes;
        this.shape = shape;
        this.announce = announce;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Opens a change; the repository is locked.
     *
     * @throws GitHubFailure 422 if a branch does not exist, there is nothing to merge, or the same change is open already
     */
    public Change open(HostedRepository repository, Account author, Change.Proposal proposal) {
        ObjectId head = Commits.load(repository, Constants.R_HEADS + proposal.headRef());
        ObjectId base = Commits.load(repository, Constants.R_HEADS + proposal.baseRef());
        if (isMerged(repository, head, base)) {
            throw GitHubFailure.of(
                    422, "No commits between %s and %s".formatted(proposal.baseRef(), proposal.headRef()));
        }
        boolean twin = changes.open(repository).stream()
                .anyMatch(other -> other.headRef().equals(proposal.headRef())
                        && other.baseRef().equals(proposal.baseRef()));
        if (twin) {
            throw GitHubFailure.of(
                    422,
                    "A pull request already exists for %s:%s."
                            .formatted(repository.owner().login(), proposal.headRef()));
        }
        Change change = new Change(ids.next(), repository.nextNumber(), author, proposal, head, base, clock.instant());
        changes.add(repository, change);
        publishRefs(repository, change);
        announce(repository, author, change, "opened");
        return change;
    }

    /**
     * Closes an open change without merging it; the repository is locked.
     *
     * @throws GitHubFailure 422 if it is not open
     */
    public void close(HostedRepository repository, Account closer, Change change) {
        requireOpen(change);
        change.close(clock.instant());
        announce(repository, closer, change, "closed");
    }

    /**
     * Reopens a closed change; the repository is locked.
     *
     * @throws GitHubFailure 422 if it is open or merged, or its branch was deleted
     */
    public void reopen(HostedRepository repository, Account opener, Change change) {
        if (change.isOpen() || change.mergedAt().isPresent()) {
            throw GitHubFailure.of(422, "Pull request %d is not closed.".formatted(change.number()));
        }
        change.moved(
                Commits.load(repository, Constants.R_HEADS + change.headRef()),
                Commits.load(repository, Constants.R_HEADS + change.baseRef()),
                clock.instant());
        change.reopen(clock.instant());
        publishRefs(repository, change);
        announce(repository, opener, change, "reopened");
    }

    @Override
    public void follow(HostedRepository repository, Account pusher, List<RefChange> moved) {
        for (RefChange ref : moved) {
            if (!ref.isBranch()) {
                continue;
            }
            for (Change change : changes.open(repository)) {
                if (change.headRef().equals(ref.shortName())) {
                    headMoved(repository, pusher, change, ref);
                } else if (change.baseRef().equals(ref.shortName())) {
                    baseMoved(repository, pusher, change, ref);
                }
            }
        }
    }

    void announce(HostedRepository repository, Account sender, Change change, String action) {
        announce.inRepository("pull_request", repository, sender, payload(repository, change, action));
    }

    static void requireOpen(Change change) {
        if (!change.isOpen()) {
            throw GitHubFailure.of(422, "Pull request %d is closed.".formatted(change.number()));
        }
    }

    private void headMoved(HostedRepository repository, Account pusher, Change change, RefChange ref) {
        if (ref.isDeletion()) {
            close(repository, pusher, change);
            return;
        }
        change.moved(ref.after(), Commits.load(repository, Constants.R_HEADS + change.baseRef()), clock.instant());
        publishRefs(repository, change);
        ObjectNode payload = payload(repository, change, "synchronize")
                .put("before", ref.before().name())
                .put("after", ref.after().name());
        announce.inRepository("pull_request", repository, pusher, payload);
    }

    private void baseMoved(HostedRepository repository, Account pusher, Change change, RefChange ref) {
        if (ref.isDeletion()) {
            close(repository, pusher, change);
        } else if (isMerged(repository, change.headSha(), ref.after())) {
            change.merged(pusher, ref.after(), clock.instant());
            announce(repository, pusher, change, "closed");
        } else {
            change.moved(change.headSha(), ref.after(), change.updatedAt());
            publishRefs(repository, change);
        }
    }

    private ObjectNode payload(HostedRepository repository, Change change, String action) {
        ObjectNode payload = Json.object().put("action", action).put("number", change.number());
        payload.set("pull_request", shape.inPayload(repository, change));
        return payload;
    }

    private static boolean isMerged(HostedRepository repository, ObjectId head, ObjectId base) {
        try (RevWalk walk = new RevWalk(repository.git())) {
            return walk.isMergedInto(walk.parseCommit(head), walk.parseCommit(base));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void publishRefs(HostedRepository repository, Change change) {
        String prefix = "refs/pull/" + change.number();
        try {
            point(repository, prefix + "/head", change.headSha());
            Optional<ObjectId> tree = TrialMerge.tree(repository.git(), change.baseSha(), change.headSha());
            if (tree.isEmpty()) {
                change.tried(null);
                return;
            }
            PersonIdent author =
                    new PersonIdent(change.author().login(), change.author().email(), clock.instant(), clock.getZone());
            ObjectId merge = WriteCommit.ofTree(
                    repository.git(),
                    tree.get(),
                    List.of(change.baseSha(), change.headSha()),
                    author,
                    "Merge %s into %s"
                            .formatted(change.headSha().name(), change.baseSha().name()));
            change.tried(merge);
            point(repository, prefix + "/merge", merge);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void point(HostedRepository repository, String ref, ObjectId to) throws IOException {
        RefUpdate update = repository.git().updateRef(ref);
        update.setNewObjectId(to);
        update.disableRefLog();
        update.forceUpdate();
    }
}

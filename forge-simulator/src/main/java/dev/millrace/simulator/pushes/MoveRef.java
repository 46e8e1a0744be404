package dev.millrace.simulator.pushes;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RefChange;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** Moves refs on behalf of a user and announces it: pushes without a Git client. */
@ApplicationScoped
public class MoveRef {

    /**
     * The result.
     *
     * @param appliedAt when the ref had moved, before anything was announced
     */
    public record Moved(RefChange change, Instant appliedAt) {}

    /**
     * The requested position of a ref.
     *
     * @param after zero to delete the ref
     * @param force whether the ref may lose commits
     */
    public record RefMove(String ref, ObjectId after, boolean force) {}

    private final AnnouncePush announce;
    private final Clock clock;

    MoveRef(AnnouncePush announce, Clock clock) {
        this.announce = announce;
        this.clock = clock;
    }

    /**
     * Moves one ref; the repository is locked by the caller.
     *
     * @throws GitHubFailure 422 if the ref would lose commits without force, or is to be deleted and does not exist
     */
    public Moved handle(HostedRepository repository, Account pusher, RefMove request) {
        return handle(repository, pusher, List.of(request)).getFirst();
    }

    /** Moves several refs in one push. */
    public List<Moved> handle(HostedRepository repository, Account pusher, List<RefMove> requests) {
        List<Moved> moved = requests.stream()
                .map(request -> new Moved(move(repository, request), clock.instant()))
                .toList();
        announce.handle(repository, pusher, moved.stream().map(Moved::change).toList());
        return moved;
    }

    /** Whether {@code after} lost commits of {@code before}; never for creations, deletions and other objects. */
    public static boolean isForced(Repository git, ObjectId before, ObjectId after) throws IOException {
        if (before.equals(ObjectId.zeroId()) || after.equals(ObjectId.zeroId())) {
            return false;
        }
        try (RevWalk walk = new RevWalk(git)) {
            RevObject old = walk.parseAny(before);
            RevObject now = walk.parseAny(after);
            return !(old instanceof RevCommit oldCommit && now instanceof RevCommit newCommit)
                    || !walk.isMergedInto(oldCommit, newCommit);
        }
    }

    private static RefChange move(HostedRepository repository, RefMove request) {
        Repository git = repository.git();
        try {
            ObjectId before = Optional.ofNullable(git.exactRef(request.ref()))
                    .map(Ref::getObjectId)
                    .orElse(ObjectId.zeroId());
            boolean delete = request.after().equals(ObjectId.zeroId());
            if (delete && before.equals(ObjectId.zeroId())) {
                throw GitHubFailure.of(422, "Reference does not exist");
            }
            boolean forced = isForced(git, before, request.after());
            if (forced && !request.force()) {
                throw GitHubFailure.of(422, "Update is not a fast forward");
            }
            RefUpdate update = git.updateRef(request.ref());
            update.setExpectedOldObjectId(before);
            update.setForceUpdate(true);
            update.disableRefLog();
            if (!delete) {
                update.setNewObjectId(request.after());
            }
            RefUpdate.Result result = delete ? update.delete() : update.update();
            return switch (result) {
                case NEW, FORCED, FAST_FORWARD, NO_CHANGE ->
                    new RefChange(request.ref(), before, request.after(), forced);
                default -> throw GitHubFailure.of(422, "%s was not updated: %s".formatted(request.ref(), result));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.millrace.githttp.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;

/**
 * A push from a shallow clone. As git does unless {@code receive.shallowUpdate} is set (git-config(1)), refs whose history
 * would end at the client's boundary are rejected individually, and the others are accepted.
 */
final class ShallowPush {

    /** As git reports it. */
    static final String REJECTED = "shallow update not allowed";

    private final Repository repository;
    private final Set<ObjectId> boundary;
    private final Collection<ObjectId> known;

    /**
     * A push.
     *
     * @param repository with the pack staged
     * @param boundary commits whose parents the client does not have
     * @param known complete histories that exist here
     */
    ShallowPush(Repository repository, Set<ObjectId> boundary, Collection<ObjectId> known) {
        this.repository = repository;
        this.boundary = Set.copyOf(boundary);
        this.known = Set.copyOf(known);
    }

    /** Rejects the commands from which a commit with missing parents is reachable. */
    void rejectIncomplete(List<ReceiveCommand> commands) throws IOException {
        List<ReceiveCommand> moves = commands.stream()
                .filter(command -> command.getType() != ReceiveCommand.Type.DELETE)
                .toList();
        if (boundary.isEmpty() || isComplete(moves)) {
            return;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            walk.assumeShallow(boundary);
            Set<RevCommit> incomplete = incomplete(walk, moves);
            for (ReceiveCommand command : moves) {
                if (tip(walk, command) instanceof RevCommit commit && incomplete.contains(commit)) {
                    command.setResult(Result.REJECTED_OTHER_REASON, REJECTED);
                }
            }
        } catch (MissingObjectException e) {
            // something else is missing, too: the connectivity check reports it
        }
    }

    /** Whether all commits exist, as they do if the boundary is known here. */
    private boolean isComplete(List<ReceiveCommand> moves) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            start(walk, moves);
            while (walk.next() != null) {
                // a commit that is missing throws
            }
            return true;
        } catch (MissingObjectException e) {
            return false;
        }
    }

    /** New commits at the boundary, and all new descendants. */
    private Set<RevCommit> incomplete(RevWalk walk, List<ReceiveCommand> moves) throws IOException {
        walk.sort(RevSort.TOPO);
        walk.sort(RevSort.REVERSE, true);
        start(walk, moves);
        Set<RevCommit> incomplete = new HashSet<>();
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            if (boundary.contains(commit) || buildsOn(commit, incomplete)) {
                incomplete.add(commit);
            }
        }
        return incomplete;
    }

    private static boolean buildsOn(RevCommit commit, Set<RevCommit> incomplete) {
        for (RevCommit parent : commit.getParents()) {
            if (incomplete.contains(parent)) {
                return true;
            }
        }
        return false;
    }

    private void start(RevWalk walk, List<ReceiveCommand> moves) throws IOException {
        List<RevCommit> tips = new ArrayList<>();
        for (ReceiveCommand command : moves) {
            if (tip(walk, command) instanceof RevCommit commit) {
                tips.add(commit);
            }
        }
        walk.markStart(tips);
        for (ObjectId id : known) {
            if (walk.peel(walk.parseAny(id)) instanceof RevCommit commit) {
                walk.markUninteresting(commit);
            }
        }
    }

    private static RevObject tip(RevWalk walk, ReceiveCommand command) throws IOException {
        return walk.peel(walk.parseAny(command.getNewId()));
    }
}

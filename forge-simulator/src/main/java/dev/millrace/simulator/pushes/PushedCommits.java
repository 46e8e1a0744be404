package dev.millrace.simulator.pushes;

import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RefChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The commits of a push of one branch.
 *
 * @param commits  oldest first, the newest 2048 at most; for a new branch those that no other branch had
 * @param distinct those of them that no other branch had before
 * @param baseRef  for a new branch: another branch at the same commit
 */
record PushedCommits(List<RevCommit> commits, Set<ObjectId> distinct, Optional<String> baseRef) {

    private static final int MOST = 2048;

    /** Reads the commits; all refs of the push have moved already. */
    static PushedCommits of(HostedRepository repository, RefChange change, List<RefChange> push) throws IOException {
        if (change.isDeletion() || !change.isBranch()) {
            return new PushedCommits(List.of(), Set.of(), Optional.empty());
        }
        Set<ObjectId> others = new HashSet<>();
        Optional<String> baseRef = Optional.empty();
        for (Ref branch : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
            boolean moved = push.stream().anyMatch(other -> other.ref().equals(branch.getName()));
            if (!moved) {
                others.add(branch.getObjectId());
                if (change.isCreation() && branch.getObjectId().equals(change.after())) {
                    baseRef = Optional.of(branch.getName());
                }
            }
        }
        push.stream()
                .filter(other ->
                        other.isBranch() && !other.isCreation() && !other.ref().equals(change.ref()))
                .forEach(other -> others.add(other.before()));
        List<RevCommit> distinct = between(repository, change, others);
        List<RevCommit> commits = change.isCreation() ? distinct : between(repository, change, Set.of());
        return new PushedCommits(commits, new HashSet<>(distinct), baseRef);
    }

    /** The commit a ref points to after peeling tags; empty if it points to another object. */
    static Optional<RevCommit> peel(HostedRepository repository, ObjectId id) throws IOException {
        if (id.equals(ObjectId.zeroId())) {
            return Optional.empty();
        }
        try (RevWalk walk = new RevWalk(repository.git())) {
            RevObject object = walk.peel(walk.parseAny(id));
            return object instanceof RevCommit commit ? Optional.of(walk.parseCommit(commit)) : Optional.empty();
        }
    }

    private static List<RevCommit> between(HostedRepository repository, RefChange change, Set<ObjectId> known)
            throws IOException {
        List<RevCommit> found = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository.git())) {
            walk.setRetainBody(true);
            walk.markStart(walk.parseCommit(change.after()));
            if (!change.isCreation()) {
                walk.markUninteresting(walk.parseCommit(change.before()));
            }
            for (ObjectId id : known) {
                walk.markUninteresting(walk.parseCommit(id));
            }
            for (RevCommit commit = walk.next(); commit != null && found.size() < MOST; commit = walk.next()) {
                found.add(commit);
            }
        }
        Collections.reverse(found);
        return found;
    }
}

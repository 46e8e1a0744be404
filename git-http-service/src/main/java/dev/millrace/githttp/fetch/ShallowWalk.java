package dev.millrace.githttp.fetch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * One computation of where a history ends. Marks are flags of the walk's own commits, so that no set of ids is needed. One
 * of the {@code cut} methods is called once, then {@link #result}.
 */
final class ShallowWalk {

    private final RevWalk walk;
    private final RevFlag clientEnd;
    private final RevFlag seen;
    private final RevFlag excluded;

    /** The client gets the parents of the commit. */
    private final RevFlag whole;

    private final List<RevCommit> clientEnds = new ArrayList<>();
    private final List<RevCommit> border = new ArrayList<>();

    /** @param ends commits at which the client's history currently ends */
    ShallowWalk(RevWalk walk, Collection<ObjectId> ends) throws IOException {
        this.walk = walk;
        walk.setRetainBody(false);
        clientEnd = walk.newFlag("CLIENT_END");
        seen = walk.newFlag("SEEN");
        excluded = walk.newFlag("EXCLUDED");
        whole = walk.newFlag("WHOLE");
        for (ObjectId end : ends) {
            if (!(walk.parseAny(end) instanceof RevCommit commit)) {
                throw new PackProtocolException("shallow %s is not a commit".formatted(end.name()));
            }
            if (!commit.has(clientEnd)) {
                commit.add(clientEnd);
                clientEnds.add(commit);
            }
        }
    }

    /** Keeps this many commits on each path from the wanted ones; {@code get_shallow_commits}. */
    void cutAt(Collection<ObjectId> wants, int depth) throws IOException {
        cutAtDepth(commits(wants), depth);
    }

    /** Keeps this many commits below those at which the client's history ends, if they are reachable from refs. */
    void cutBelow(Collection<Ref> refs, int depth) throws IOException {
        cutAtDepth(reachableEnds(tips(refs)), depth);
    }

    /**
     * Sends the client everything below the end of its history. Git's own server does so for each commit that the client
     * names; here the commit must be reachable from refs, wanted objects, or tips that are retained after a forced push.
     */
    void keepWholeHistory(Collection<Ref> refs, Collection<ObjectId> wants, Collection<ObjectId> retained)
            throws IOException {
        List<RevCommit> starts = commits(wants);
        starts.addAll(tips(refs));
        starts.addAll(commits(retained));
        reachableEnds(starts).forEach(end -> end.add(whole));
    }

    /** Cuts commits that are older, or reachable from excluded refs; {@code get_shallow_commits_by_rev_list}. */
    void cutByList(Collection<ObjectId> wants, long since, Collection<ObjectId> nots) throws IOException {
        exclude(nots);
        List<RevCommit> selected = new ArrayList<>();
        Deque<RevCommit> open = new ArrayDeque<>(unseen(commits(wants)));
        RevCommit commit;
        while ((commit = open.poll()) != null) {
            walk.parseHeaders(commit);
            if (!commit.has(excluded) && commit.getCommitTime() >= since) {
                commit.add(whole);
                selected.add(commit);
                open.addAll(unseen(List.of(commit.getParents())));
            }
        }
        if (selected.isEmpty()) {
            throw new PackProtocolException("no commits selected for shallow requests");
        }
        for (RevCommit candidate : selected) {
            for (RevCommit parent : candidate.getParents()) {
                if (!parent.has(whole)) {
                    border.add(candidate);
                    break;
                }
            }
        }
        border.forEach(cut -> cut.remove(whole));
    }

    Deepening result() throws IOException {
        List<ObjectId> shallow = new ArrayList<>();
        List<ObjectId> unshallow = new ArrayList<>();
        List<ObjectId> parents = new ArrayList<>();
        List<ObjectId> cuts = new ArrayList<>();
        for (RevCommit commit : border) {
            if (!commit.has(clientEnd)) {
                shallow.add(commit.copy());
                cuts.add(commit.copy());
            }
        }
        for (RevCommit end : clientEnds) {
            cuts.add(end.copy());
            if (end.has(whole)) {
                unshallow.add(end.copy());
                walk.parseHeaders(end);
                for (RevCommit parent : end.getParents()) {
                    parents.add(parent.copy());
                }
            }
        }
        return new Deepening(shallow, unshallow, parents, cuts);
    }

    /** Breadth-first, so that each commit is reached on its shortest path first. */
    private void cutAtDepth(List<RevCommit> starts, int depth) throws IOException {
        List<RevCommit> level = unseen(starts);
        for (int at = 1; at < depth && !level.isEmpty(); at++) {
            List<RevCommit> next = new ArrayList<>();
            for (RevCommit commit : level) {
                commit.add(whole);
                walk.parseHeaders(commit);
                next.addAll(unseen(List.of(commit.getParents())));
            }
            level = next;
        }
        border.addAll(level);
    }

    private void exclude(Collection<ObjectId> nots) throws IOException {
        Deque<RevCommit> open = new ArrayDeque<>(commits(nots));
        RevCommit commit;
        while ((commit = open.poll()) != null) {
            if (!commit.has(excluded)) {
                commit.add(excluded);
                walk.parseHeaders(commit);
                open.addAll(List.of(commit.getParents()));
            }
        }
    }

    /** Those ends of the client's history that are reachable from some commit. */
    private List<RevCommit> reachableEnds(List<RevCommit> starts) throws IOException {
        List<RevCommit> found = new ArrayList<>();
        RevFlag reached = walk.newFlag("REACHED");
        Deque<RevCommit> open = new ArrayDeque<>(starts);
        RevCommit commit;
        while (found.size() < clientEnds.size() && (commit = open.poll()) != null) {
            if (!commit.has(reached)) {
                commit.add(reached);
                if (commit.has(clientEnd)) {
                    found.add(commit);
                }
                walk.parseHeaders(commit);
                open.addAll(List.of(commit.getParents()));
            }
        }
        return found;
    }

    private List<RevCommit> tips(Collection<Ref> refs) throws IOException {
        return commits(refs.stream()
                .filter(ref -> ref.getObjectId() != null)
                .map(Ref::getObjectId)
                .toList());
    }

    private List<RevCommit> commits(Collection<? extends AnyObjectId> ids) throws IOException {
        List<RevCommit> commits = new ArrayList<>();
        for (AnyObjectId id : ids) {
            if (walk.peel(walk.parseAny(id)) instanceof RevCommit commit) {
                commits.add(commit);
            }
        }
        return commits;
    }

    private List<RevCommit> unseen(List<RevCommit> commits) {
        List<RevCommit> fresh = new ArrayList<>();
        for (RevCommit commit : commits) {
            if (!commit.has(seen)) {
                commit.add(seen);
                fresh.add(commit);
            }
        }
        return fresh;
    }
}

package dev.millrace.githttp.content;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The commit that last changed each of several files, with one walk over the history. A file that is the same in a parent was
 * changed there or before, and at a merge in the first parent in which it is the same, as {@code git log -1 -- <path>} finds
 * it.
 */
final class LastCommits implements AutoCloseable {

    private final RevWalk walk;
    private final TreeWalk trees;
    private final Set<String> folders = new HashSet<>();
    private final Map<RevCommit, Set<String>> pending = new HashMap<>();
    private final PriorityQueue<RevCommit> queue = new PriorityQueue<>(
            Comparator.comparingInt(RevCommit::getCommitTime).reversed());
    private final Map<String, RevCommit> found = new HashMap<>();

    private LastCommits(Repository git) {
        walk = new RevWalk(git);
        walk.setRetainBody(false);
        trees = new TreeWalk(git, walk.getObjectReader());
    }

    /**
     * The commits, by path; a path is missing if the walk ended before.
     *
     * @param paths of files of the commit
     * @param most commits that are walked
     */
    static Map<String, ObjectId> of(Repository git, ObjectId commit, Collection<String> paths, int most)
            throws IOException {
        try (LastCommits search = new LastCommits(git)) {
            search.begin(commit, paths);
            for (int walked = 0; !search.queue.isEmpty() && walked < most; walked++) {
                search.step(search.queue.remove());
            }
            Map<String, ObjectId> ids = new HashMap<>();
            search.found.forEach((path, last) -> ids.put(path, last.copy()));
            return ids;
        }
    }

    private void begin(ObjectId commit, Collection<String> paths) throws IOException {
        for (String path : paths) {
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                if (!folders.add(path.substring(0, slash))) {
                    break;
                }
            }
        }
        pass(walk.parseCommit(commit), new HashSet<>(paths));
    }

    private void pass(RevCommit commit, Set<String> paths) {
        Set<String> known = pending.putIfAbsent(commit, paths);
        if (known == null) {
            queue.add(commit);
        } else {
            known.addAll(paths);
        }
    }

    private void step(RevCommit commit) throws IOException {
        Set<String> open = pending.remove(commit);
        if (open == null) {
            return;
        }
        Set<String> left = open;
        for (int i = 0; i < commit.getParentCount() && !left.isEmpty(); i++) {
            RevCommit parent = walk.parseCommit(commit.getParent(i));
            Set<String> changed = changed(commit, parent, left);
            if (changed.size() < left.size()) {
                left.removeAll(changed);
                pass(parent, left);
                left = changed;
            }
        }
        left.forEach(path -> found.put(path, commit));
    }

    private Set<String> changed(RevCommit commit, RevCommit parent, Set<String> of) throws IOException {
        Set<String> changed = new HashSet<>();
        if (commit.getTree().equals(parent.getTree())) {
            return changed;
        }
        trees.reset(commit.getTree(), parent.getTree());
        trees.setFilter(TreeFilter.ANY_DIFF);
        trees.setRecursive(false);
        while (trees.next()) {
            String path = trees.getPathString();
            // a file here may be a folder there
            if (of.contains(path)) {
                changed.add(path);
            }
            if (trees.isSubtree() && folders.contains(path)) {
                trees.enterSubtree();
            }
        }
        return changed;
    }

    @Override
    public void close() {
        trees.close();
        walk.close();
    }
}

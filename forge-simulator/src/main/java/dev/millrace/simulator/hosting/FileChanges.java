package dev.millrace.simulator.hosting;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Which files a commit changed. */
final class FileChanges {

    /** As many files as GitHub lists for a commit. */
    private static final int MOST = 3000;

    private FileChanges() {}

    /** The files that differ from the first parent, renames as a removal and an addition. */
    static List<DiffEntry> ofCommit(Repository git, RevCommit commit) throws IOException {
        try (ObjectReader reader = git.newObjectReader();
                RevWalk revisions = new RevWalk(reader);
                TreeWalk walk = new TreeWalk(reader)) {
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            if (commit.getParentCount() == 0) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(revisions.parseCommit(commit.getParent(0)).getTree());
            }
            walk.addTree(commit.getTree());
            List<DiffEntry> changes = DiffEntry.scan(walk);
            return changes.size() <= MOST ? changes : changes.subList(0, MOST);
        }
    }
}

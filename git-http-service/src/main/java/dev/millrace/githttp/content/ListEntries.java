package dev.millrace.githttp.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Lists a page of a commit's tree, in git's order; folders before the page are not opened. */
final class ListEntries {

    private ListEntries() {}

    /**
     * What to list.
     *
     * @param commit whose tree
     * @param path a folder, or a file, from the root; empty for all
     * @param isRecursive whether the files of folders are listed in place of the folders
     * @param after position of the last entry of the page before
     * @param limit entries, 1 or more
     */
    record Query(ObjectId commit, Optional<String> path, boolean isRecursive, Optional<String> after, int limit) {}

    /**
     * A page.
     *
     * @param next position of its last entry; empty if it is the last page
     */
    record Page(List<Entry> entries, Optional<String> next) {}

    /** The page; empty if the commit has nothing at the path. */
    static Optional<Page> of(Repository git, Query query) throws IOException {
        try (RevWalk commits = new RevWalk(git);
                TreeWalk walk = new TreeWalk(git)) {
            RevTree root = commits.parseCommit(query.commit()).getTree();
            String path = query.path().map(ListEntries::withoutSlashes).orElse("");
            if (path.isEmpty()) {
                walk.addTree(root);
                return Optional.of(page(walk, "", query));
            }
            try (TreeWalk found = TreeWalk.forPath(git, path, root)) {
                if (found == null) {
                    return Optional.empty();
                }
                Entry entry = new Entry(path, found.getFileMode(0), found.getObjectId(0));
                if (!entry.isTree()) {
                    return Optional.of(new Page(List.of(entry), Optional.empty()));
                }
                walk.addTree(entry.id());
                return Optional.of(page(walk, path + "/", query));
            }
        }
    }

    private static Page page(TreeWalk walk, String prefix, Query query) throws IOException {
        byte[] after = query.after().orElse("").getBytes(StandardCharsets.UTF_8);
        List<Entry> entries = new ArrayList<>();
        String last = "";
        while (walk.next()) {
            String path = prefix + walk.getPathString();
            FileMode mode = walk.getFileMode(0);
            boolean isFolder = mode.equals(FileMode.TREE);
            String position = isFolder ? path + "/" : path;
            if (after.length > 0 && isBefore(position, after, isFolder && query.isRecursive())) {
                continue;
            }
            if (isFolder && query.isRecursive()) {
                walk.enterSubtree();
                continue;
            }
            if (entries.size() == query.limit()) {
                return new Page(entries, Optional.of(last));
            }
            entries.add(new Entry(path, mode, walk.getObjectId(0)));
            last = position;
        }
        return new Page(entries, Optional.empty());
    }

    /** Whether all of it belongs to pages before; a folder that contains the position does not. */
    private static boolean isBefore(String position, byte[] after, boolean isOpened) {
        byte[] bytes = position.getBytes(StandardCharsets.UTF_8);
        if (isOpened && after.length > bytes.length && Arrays.equals(bytes, 0, bytes.length, after, 0, bytes.length)) {
            return false;
        }
        return Arrays.compareUnsigned(bytes, after) <= 0;
    }

    private static String withoutSlashes(String path) {
        return path.replaceAll("^/+|/+$", "");
    }
}

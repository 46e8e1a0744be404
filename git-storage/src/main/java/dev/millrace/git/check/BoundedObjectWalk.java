package dev.millrace.git.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTree;

/**
 * JGit's walk over objects keeps the content of every tree on the path from the root in memory, and other code follows
 * trees by recursion. Depth and size are limited, so that the sender cannot choose them freely; every tree and file that it
 * meets is charged to {@link WalkMemory}.
 */
final class BoundedObjectWalk extends ObjectWalk {

    /** As git's own {@code core.maxTreeDepth}, see git-config(1). */
    static final int DEEPEST = 2048;
    /** The trees on one path may use this fraction of the heap: one divided by this number. */
    private static final int SHARE_OF_HEAP = 8;

    private final TreeReader trees;
    private final long most;
    private final long[] sizes = new long[DEEPEST + 1];
    private long path;
    private int last = -1;

    private BoundedObjectWalk(TreeReader trees, long most) {
        super(trees);
        this.trees = trees;
        this.most = most;
    }

    static BoundedObjectWalk of(Repository repository) {
        return of(repository, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** @param most bytes that the trees on one path may use together */
    static BoundedObjectWalk of(Repository repository, long most) {
        return new BoundedObjectWalk(new TreeReader(repository.newObjectReader()), most);
    }

    /** @throws PackOverLimit if trees are nested too deep, or those on one path are too large together */
    @Override
    public RevObject nextObject() throws IOException {
        RevObject object = super.nextObject();
        if (object instanceof RevTree) {
            enter(object, getTreeDepth());
            if (getTreeDepth() > 1) { // a root is charged with its commit
                WalkMemory.met();
            }
        } else if (object instanceof RevBlob) {
            WalkMemory.met();
        }
        return object;
    }

    @Override
    public RevTree lookupTree(AnyObjectId id) {
        if (!trees.isCommit) { // a root is charged with its commit
            chargeUnlessKnown(id);
        }
        return super.lookupTree(id);
    }

    @Override
    public RevBlob lookupBlob(AnyObjectId id) {
        chargeUnlessKnown(id);
        return super.lookupBlob(id);
    }

    private void chargeUnlessKnown(AnyObjectId id) {
        try {
            if (lookupOrNull(id) == null) {
                WalkMemory.met();
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private void enter(RevObject tree, int depth) throws PackOverLimit {
        if (depth > DEEPEST) {
            throw new PackOverLimit("the tree %s is nested more than %d deep".formatted(tree.name(), DEEPEST));
        }
        for (; last >= depth; last--) {
            path -= sizes[last];
        }
        for (last++; last < depth; last++) {
            sizes[last] = 0;
        }
        sizes[depth] = trees.opened;
        path += trees.opened;
        if (path > most) {
            throw new PackOverLimit("the trees from the root to %s have %d bytes together, the limit is %d"
                    .formatted(tree.name(), path, most));
        }
    }

    @Override
    public void close() {
        super.close();
        trees.close();
    }

    /** Knows what was opened last, and the size of the tree that was opened last. */
    private static final class TreeReader extends ObjectReader.Filter {

        private final ObjectReader reader;
        private long opened;
        private boolean isCommit;

        TreeReader(ObjectReader reader) {
            this.reader = reader;
        }

        @Override
        protected ObjectReader delegate() {
            return reader;
        }

        @Override
        public ObjectLoader open(AnyObjectId id) throws IOException {
            return open(id, OBJ_ANY);
        }

        @Override
        public ObjectLoader open(AnyObjectId id, int type) throws IOException {
            ObjectLoader loader = super.open(id, type);
            isCommit = loader.getType() == Constants.OBJ_COMMIT;
            if (loader.getType() == Constants.OBJ_TREE) {
                opened = loader.getSize();
            }
            return loader;
        }
    }
}

package dev.millrace.simulator.hosting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Creates commits and tags in a bare repository without a working tree, as GitHub's pages do. */
public final class WriteCommit {

    private WriteCommit() {}

    /**
     * A commit on top of its parents: the tree of the first parent with some files replaced. No ref moves.
     *
     * @param files content by path; null removes the file
     */
    public static ObjectId of(
            Repository git,
            List<ObjectId> parents,
            Map<String, @Nullable String> files,
            PersonIdent author,
            String message)
            throws IOException {
        try (ObjectInserter inserter = git.newObjectInserter()) {
            ObjectId id = commit(inserter, edit(git, inserter, parents, files), parents, author, message);
            inserter.flush();
            return id;
        }
    }

    /** A commit of an existing tree. */
    public static ObjectId ofTree(
            Repository git, ObjectId tree, List<ObjectId> parents, PersonIdent author, String message)
            throws IOException {
        try (ObjectInserter inserter = git.newObjectInserter()) {
            ObjectId id = commit(inserter, tree, parents, author, message);
            inserter.flush();
            return id;
        }
    }

    /** An annotated tag object for a commit. */
    public static ObjectId tag(Repository git, String name, ObjectId commit, PersonIdent tagger, String message)
            throws IOException {
        try (ObjectInserter inserter = git.newObjectInserter()) {
            TagBuilder tag = new TagBuilder();
            tag.setTag(name);
            tag.setObjectId(commit, Constants.OBJ_COMMIT);
            tag.setTagger(tagger);
            tag.setMessage(message);
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            return id;
        }
    }

    private static ObjectId commit(
            ObjectInserter inserter, ObjectId tree, List<ObjectId> parents, PersonIdent author, String message)
            throws IOException {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage(message);
        return inserter.insert(commit);
    }

    private static ObjectId edit(
            Repository git, ObjectInserter inserter, List<ObjectId> parents, Map<String, @Nullable String> files)
            throws IOException {
        DirCache index = DirCache.newInCore();
        if (!parents.isEmpty()) {
            DirCacheBuilder builder = index.builder();
            try (RevWalk walk = new RevWalk(git)) {
                builder.addTree(
                        new byte[0],
                        DirCacheEntry.STAGE_0,
                        walk.getObjectReader(),
                        walk.parseCommit(parents.getFirst()).getTree());
            }
            builder.finish();
        }
        DirCacheEditor editor = index.editor();
        for (Map.Entry<String, @Nullable String> file : files.entrySet()) {
            String content = file.getValue();
            if (content == null) {
                editor.add(new DirCacheEditor.DeletePath(file.getKey()));
                continue;
            }
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8));
            editor.add(new DirCacheEditor.PathEdit(file.getKey()) {
                @Override
                public void apply(DirCacheEntry entry) {
                    if (entry.getRawMode() == 0) {
                        entry.setFileMode(FileMode.REGULAR_FILE);
                    }
                    entry.setObjectId(blob);
                }
            });
        }
        editor.finish();
        return index.writeTree(inserter);
    }
}

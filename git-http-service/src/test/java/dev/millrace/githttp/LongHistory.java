package dev.millrace.githttp;

import dev.millrace.git.check.WalkMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * A repository whose branch {@code main} has {@link #COMMITS} commits, a minute apart and each with a file of its own, and
 * whose branch {@code pages} has one. Counts and charges what is opened, as the readers of stored repositories do.
 */
public final class LongHistory extends InMemoryRepository {

    public static final int COMMITS = 2_000;

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final List<ObjectId> main = new ArrayList<>();
    private final ObjectId pages;
    private int opened;

    public LongHistory() {
        super(new DfsRepositoryDescription("long"));
        try (ObjectInserter inserter = newObjectInserter()) {
            pages = commit(inserter, blob(inserter, "pages"), 0);
            for (int i = 0; i < COMMITS; i++) {
                ObjectId[] parents = main.isEmpty() ? new ObjectId[0] : new ObjectId[] {main.getLast()};
                main.add(commit(inserter, blob(inserter, "file " + i), i, parents));
            }
            inserter.flush();
            point("refs/heads/main", main.getLast());
            point("refs/heads/pages", pages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A commit of {@code main}, this many before its last one. */
    public ObjectId main(int back) {
        return main.get(COMMITS - 1 - back);
    }

    /** The commit of {@code pages}, which has no parents. */
    public ObjectId pages() {
        return pages;
    }

    /** Objects opened since the last call. */
    public int opened() {
        int count = opened;
        opened = 0;
        return count;
    }

    /** Inserts a commit with one file, as the last one of {@code main} or after it. */
    public ObjectId commit(ObjectId file, ObjectId... parents) throws IOException {
        try (ObjectInserter inserter = newObjectInserter()) {
            ObjectId id = commit(inserter, file, COMMITS, parents);
            inserter.flush();
            return id;
        }
    }

    @Override
    public ObjectReader newObjectReader() {
        ObjectReader reader = super.newObjectReader();
        return new ObjectReader.Filter() {
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
                opened++;
                ObjectLoader loader = super.open(id, type);
                WalkMemory.opened(loader);
                return loader;
            }
        };
    }

    private void point(String ref, ObjectId id) throws IOException {
        RefUpdate update = updateRef(ref);
        update.setNewObjectId(id);
        if (update.update() != RefUpdate.Result.NEW) {
            throw new IOException("%s was not created: %s".formatted(ref, update.getResult()));
        }
    }

    private static ObjectId blob(ObjectInserter inserter, String text) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectId commit(ObjectInserter inserter, ObjectId file, int minutes, ObjectId... parents)
            throws IOException {
        var tree = new TreeFormatter();
        tree.append("file.txt", FileMode.REGULAR_FILE, file);
        var ident = new PersonIdent("Ada", "ada@example.org", NOON.plusSeconds(60L * minutes), ZoneOffset.UTC);
        var commit = new CommitBuilder();
        commit.setTreeId(inserter.insert(tree));
        commit.setParentIds(parents);
        commit.setAuthor(ident);
        commit.setCommitter(ident);
        commit.setMessage("commit");
        return inserter.insert(commit);
    }
}
